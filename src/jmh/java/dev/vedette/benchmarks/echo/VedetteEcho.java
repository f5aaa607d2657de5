package dev.vedette.benchmarks.echo;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import dev.vedette.benchmarks.echo.EchoConnection.Wants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An echo server on a Poll. */
final class VedetteEcho {
    private static final int LISTENER = 0;
    private static final Interest BOTH = Interest.READABLE.plus(Interest.WRITABLE);

    private final ServerSocketChannel listener;
    private final Trigger trigger;
    private final Poll poll;
    private final Registry registry;
    private final Events events = Events.withCapacity(1024);
    private final List<EchoConnection> connections = new ArrayList<>(); // indexed by token
    private final ByteBuffer buffer = EchoServer.newBuffer();

    VedetteEcho(ServerSocketChannel listener, Backend backend, Trigger trigger, Duration busyPoll) throws IOException {
        this.listener = listener;
        this.trigger = trigger;
        poll = Poll.builder().backend(backend).busyPoll(busyPoll).open();
        registry = poll.registry();
        registry.register(listener, LISTENER, Interest.READABLE);
        connections.add(null); // the listener's token
    }

    void run() throws IOException {
        while (true) {
            poll.poll(events);
            for (Event event : events) {
                if (event.token() == LISTENER) {
                    accept();
                } else {
                    serve(event);
                }
            }
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel; (channel = EchoServer.accept(listener)) != null; ) {
            registry.register(channel, connections.size(), trigger == Trigger.EDGE ? BOTH : Interest.READABLE, trigger);
            connections.add(new EchoConnection(channel));
        }
    }

    private void serve(Event event) throws IOException {
        EchoConnection connection = connections.get((int) event.token());
        Wants before = connection.wants();
        Wants after =
                trigger == Trigger.EDGE ? connection.drain(buffer, event.isReadClosed()) : connection.serve(buffer);
        if (after == Wants.NOTHING) {
            registry.close(connection.channel());
        } else if (after != before && trigger != Trigger.EDGE) {
            Interest interest = after == Wants.READABLE ? Interest.READABLE : Interest.WRITABLE;
            registry.reregister(connection.channel(), event.token(), interest);
        }
    }
}
