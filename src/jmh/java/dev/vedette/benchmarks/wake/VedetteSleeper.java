package dev.vedette.benchmarks.wake;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Poll. */
final class VedetteSleeper implements Sleeper {
    private final Poll poll;
    private final Waker waker;
    private final Events events = Events.withCapacity(16);

    VedetteSleeper(Backend backend, Duration busyPoll) throws IOException {
        poll = Poll.builder().backend(backend).busyPoll(busyPoll).open();
        waker = poll.registry().waker(1);
    }

    @Override
    public void wake() {
        waker.wake();
    }

    @Override
    public int sleep() throws IOException {
        return poll.poll(events);
    }

    @Override
    public int poll() throws IOException {
        return poll.poll(events, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() throws IOException {
        poll.close();
    }
}
