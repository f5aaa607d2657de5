package dev.vedette.benchmarks.wake;

import dev.vedette.Backend;
import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Waits until it is woken. It has no channels. */
interface Sleeper extends Closeable {
    /** Wakes the current or else the next {@link #sleep}. Any thread may call this. */
    void wake();

    /** Waits for a wake. */
    int sleep() throws IOException;

    /** Takes a pending wake, if any, without waiting. */
    int poll() throws IOException;

    static Sleeper open(Peer peer) throws IOException {
        return switch (peer) {
            case VEDETTE_EPOLL -> new VedetteSleeper(Backend.EPOLL, Duration.ZERO);
            case VEDETTE_EPOLL_BUSY -> new VedetteSleeper(Backend.EPOLL, Duration.ofNanos(50_000));
            case VEDETTE_NIO -> new VedetteSleeper(Backend.NIO, Duration.ZERO);
            case SELECTOR -> new SelectorSleeper();
            default -> throw new IllegalArgumentException(peer + " does not sleep");
        };
    }
}
