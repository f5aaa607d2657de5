package dev.vedette.examples.osgi;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * The content of a bundle that uses the library. It waits for a byte in a pipe, and returns the description of its
 * Poll.
 */
public final class Consumer implements Callable<String> {
    @Override
    public String call() throws Exception {
        Pipe pipe = Pipe.open();
        try (Poll poll = Poll.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            poll.registry().register(source, 1, Interest.READABLE);
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            Events events = Events.withCapacity(1);
            if (poll.poll(events, Duration.ofSeconds(60)) != 1 || events.token(0) != 1) {
                throw new AssertionError("no event for the pipe: " + events);
            }
            return poll.toString();
        }
    }
}
