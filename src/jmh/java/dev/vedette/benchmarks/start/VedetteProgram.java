package dev.vedette.benchmarks.start;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.nio.channels.Pipe;

/** Waits for one byte with a Poll on the best backend that the JVM allows. */
public final class VedetteProgram {
    private VedetteProgram() {}

    public static void main(String[] arguments) throws IOException {
        long startNs = System.nanoTime();
        Pipe pipe = FirstEvent.pipeWithOneByte();
        Poll poll = Poll.open();
        poll.registry().register(pipe.source(), 1, Interest.READABLE);
        Events events = Events.withCapacity(16);
        poll.poll(events);
        for (Event event : events) {
            if (event.isReadable()) {
                FirstEvent.receive(pipe);
            }
        }
        long sinceMainNs = System.nanoTime() - startNs;
        FirstEvent.report(sinceMainNs, poll.backend() == Backend.EPOLL ? "VEDETTE_EPOLL" : "VEDETTE_NIO", arguments);
    }
}
