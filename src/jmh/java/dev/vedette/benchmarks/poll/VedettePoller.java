package dev.vedette.benchmarks.poll;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Poll. */
final class VedettePoller implements Poller {
    private final Poll poll;
    private final Events events = Events.withCapacity(CAPACITY);

    VedettePoller(Backend backend, List<? extends SelectableChannel> channels) throws IOException {
        poll = Poll.builder().backend(backend).open();
        for (int i = 0; i < channels.size(); i++) {
            poll.registry().register(channels.get(i), i, Interest.READABLE);
        }
    }

    @Override
    public long poll() throws IOException {
        poll.poll(events, 0, TimeUnit.NANOSECONDS);
        long sum = 0;
        for (Event event : events) {
            sum += event.token() + (event.isReadable() ? 1 : 0);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        poll.close();
    }
}
