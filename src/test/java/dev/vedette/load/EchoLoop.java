package dev.vedette.load;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The server of {@link Soak} for the lifetime of one Poll. It echoes, and treats its clients in different ways. */
final class EchoLoop {
    static final long WAKER = -1;

    /** The most bytes that a client writes before it reads. */
    static final int CHUNK = 4096;

    private static final long LISTENER = 0;
    private static final long PIPE = -2;
    private static final long[] TIMEOUTS_NS = {0, 50_000, 1_000_000, 3_000_000};

    private final Soak soak;
    private final Poll poll;
    private final ServerSocketChannel listener;
    private final Random random;
    private final Events events = Events.withCapacity(3);
    private final Map<Long, SocketChannel> clients = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    private long nextToken = 1;

    EchoLoop(Soak soak, Poll poll, ServerSocketChannel listener, Random random) throws IOException {
        this.soak = soak;
        this.poll = poll;
        this.listener = listener;
        this.random = random;
        poll.registry().register(listener, LISTENER, Interest.READABLE);
    }

    void run(int turns) throws IOException {
        for (int turn = 0; turn < turns; turn++) {
            if (turn % 16 == 0) {
                pipe();
            }
            int count = poll.poll(events, TIMEOUTS_NS[random.nextInt(TIMEOUTS_NS.length)], TimeUnit.NANOSECONDS);
            soak.count(Soak.Deed.POLL, 1);
            soak.count(count == 0 ? Soak.Deed.TIMEOUT : Soak.Deed.EVENT, Math.max(1, count));
            for (Event event : events) {
                serve(event.token());
            }
        }
    }

    private void serve(long token) throws IOException {
        if (token == LISTENER) {
            accept();
        } else if (token == WAKER) {
            soak.count(Soak.Deed.WOKEN, 1);
        } else if (clients.containsKey(token)) {
            echo(token, clients.get(token));
        }
    }

    private void accept() throws IOException {
        SocketChannel client = listener.accept();
        if (client != null) {
            client.configureBlocking(false);
            poll.registry().register(client, nextToken, Interest.READABLE, trigger());
            clients.put(nextToken++, client);
            soak.count(Soak.Deed.CONNECTION, 1);
        }
    }

    private Trigger trigger() {
        return random.nextBoolean() ? Trigger.LEVEL : Trigger.ONESHOT;
    }

    /** A chunk always fits, because a client reads its echo before it writes more. */
    private void echo(long token, SocketChannel client) throws IOException {
        try {
            int count = client.read(buffer.clear());
            if (count < 0 || random.nextInt(100) == 0) {
                drop(clients.remove(token));
                return;
            }
            client.write(buffer.flip());
            soak.count(Soak.Deed.ECHOED_BYTE, count);
            change(token, client);
        } catch (IOException e) {
            drop(clients.remove(token)); // the client has reset the connection
        }
    }

    /** A one-shot must be rearmed. The others need no change, and get one nevertheless. */
    private void change(long token, SocketChannel client) throws IOException {
        if (random.nextInt(4) == 0) {
            poll.registry().deregister(client);
            poll.registry().register(client, token, Interest.READABLE, trigger());
        } else {
            poll.registry().reregister(client, token, Interest.READABLE, Trigger.ONESHOT);
            soak.count(Soak.Deed.ONESHOT, 1);
        }
    }

    private void drop(SocketChannel client) throws IOException {
        soak.count(Soak.Deed.CLOSE, 1);
        if (random.nextInt(3) == 0) {
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        if (random.nextBoolean()) {
            poll.registry().close(client);
        } else {
            client.close();
        }
    }

    /** Opens and closes a pipe, sometimes with an event that no poll has reported. */
    private void pipe() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            source.configureBlocking(false);
            poll.registry().register(source, PIPE, Interest.READABLE);
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            if (random.nextBoolean()) {
                poll.poll(events, 0, TimeUnit.NANOSECONDS);
                for (Event event : events) {
                    serve(event.token());
                }
            }
        }
    }

    /** Closes the remaining clients either before the Poll or after it. */
    void close() throws IOException {
        boolean pollFirst = random.nextBoolean();
        if (pollFirst) {
            poll.close();
        }
        for (SocketChannel client : clients.values()) {
            if (pollFirst) {
                client.close();
            } else {
                drop(client);
            }
        }
    }
}
