package dev.vedette.examples.classpath;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Opens a Poll, waits for a byte in a pipe and for a wake-up, closes the Poll, and returns its description. */
public final class PipeWatcher implements Callable<String> {
    private static final long BYTE = 1;
    private static final long WAKE = 2;

    @Override
    public String call() throws Exception {
        Pipe pipe = Pipe.open();
        try (Poll poll = Poll.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            poll.registry().register(source, BYTE, Interest.READABLE);
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            expect(BYTE, poll);
            source.read(ByteBuffer.allocate(1));
            Waker waker = poll.registry().waker(WAKE);
            Thread other = new Thread(waker::wake);
            other.start();
            expect(WAKE, poll);
            other.join();
            return poll.toString();
        }
    }

    private static void expect(long token, Poll poll) throws Exception {
        Events events = Events.withCapacity(1);
        if (poll.poll(events, Duration.ofSeconds(60)) != 1 || events.token(0) != token) {
            throw new AssertionError("no event with token " + token + ": " + events);
        }
    }
}
