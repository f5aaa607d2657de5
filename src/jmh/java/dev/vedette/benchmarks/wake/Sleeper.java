package dev.vedette.benchmarks.wake;

import dev.vedette.Backend;
import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Something to wait in, with no channels, and to be woken from it. */
interface Sleeper extends Closeable {
    /** Wakes whoever waits, or is the next to; from any thread. */
    void wake();

    /** Waits for a wake. */
    int sleep() throws IOException;

    /** Takes the wake that there may be. */
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
