package dev.vedette.examples.redis.server;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Waker;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.protocol.Session;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.LongAdder;

/** Polls, and serves the listener and the connections, all in the thread that runs the loop. */
final class EventLoop implements Runnable {
    private static final Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int EVENTS_PER_POLL = 1024;
    private static final int BUFFER_BYTES = 64 * 1024;

    // The tokens of connections are never negative.
    private static final long LISTENER_TOKEN = -1;
    private static final long STOP_TOKEN = -2;

    private final Poll poll;
    private final Registry registry;
    private final Waker stopWaker;
    private final Acceptor acceptor;
    private final Keyspace keyspace;
    private final Limits limits;
    private final SlotTable<EventLoopConnection> connections = new SlotTable<>();
    private final Events events = Events.withCapacity(EVENTS_PER_POLL);
    private final ByteBuffer requests = ByteBuffer.allocateDirect(BUFFER_BYTES); // used by one connection after another
    private final ByteBuffer replies = ByteBuffer.allocateDirect(BUFFER_BYTES); // likewise
    private final Counters counters;
    private final LongAdder pollCount = new LongAdder();
    private final LongAdder eventCount = new LongAdder();
    private volatile boolean stopped;

    /**
     * Creates a loop, which must be run exactly once. The loop owns the Poll, the listener and all connections, and
     * closes them when it ends.
     */
    EventLoop(Poll poll, ServerSocketChannel listener, Keyspace keyspace, Limits limits, Counters counters)
            throws IOException {
        this.poll = poll;
        this.keyspace = keyspace;
        this.limits = limits;
        this.counters = counters;
        registry = poll.registry();
        stopWaker = registry.waker(STOP_TOKEN);
        acceptor = new Acceptor(listener, registry, LISTENER_TOKEN, new AcceptFailures(counters));
    }

    Poll poll() {
        return poll;
    }

    Backend backend() {
        return poll.backend();
    }

    long pollCount() {
        return pollCount.sum();
    }

    long eventCount() {
        return eventCount.sum();
    }

    /** Stops the loop. May be called from any thread. */
    void stop() {
        stopped = true;
        stopWaker.wake();
    }

    @Override
    public void run() {
        try {
            pollUntilStopped();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Event loop failed", e);
        }
    }

    private void pollUntilStopped() throws IOException {
        try {
            while (!stopped && !Thread.currentThread().isInterrupted()) {
                poll.poll(events, acceptor.pollTimeout());
                pollCount.increment();
                eventCount.add(events.size());
                for (int i = 0; i < events.size(); i++) {
                    dispatch(events.token(i));
                }
                acceptor.resumeIfDue();
            }
        } finally {
            release();
        }
    }

    private void dispatch(long token) throws IOException {
        if (token == LISTENER_TOKEN) {
            acceptor.accept(this::admit);
        } else if (token != STOP_TOKEN) {
            EventLoopConnection connection = connections.get(token);
            if (connection != null) { // null if it was closed after the poll
                serve(connection);
            }
        }
    }

    private void admit(SocketChannel channel) {
        counters.connectionAccepted();
        Session session = new Session(keyspace, limits);
        EventLoopConnection connection =
                connections.add(token -> new EventLoopConnection(channel, registry, token, session, counters));
        try {
            connection.open();
        } catch (IOException | RuntimeException e) {
            drop(connection, e);
        }
    }

    private void serve(EventLoopConnection connection) {
        try {
            if (!connection.turn(requests, replies)) {
                drop(connection);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            drop(connection, e); // frees the memory of an argument that was too large
        }
    }

    /**
     * Closes one connection because of an error. The connection is closed before the error is logged, so that the
     * logger has memory.
     */
    private void drop(EventLoopConnection connection, Throwable error) {
        drop(connection);
        Level level = error instanceof IOException ? Level.DEBUG : Level.ERROR; // peers may disconnect at any time
        LOG.log(level, "Connection closed because of an error", error);
    }

    private void drop(EventLoopConnection connection) {
        connections.remove(connection.token());
        close(connection);
        counters.connectionClosed();
    }

    private void release() {
        connections.forEach(this::drop);
        close(acceptor);
        close(poll);
    }

    private static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "Failed to close " + resource, e);
        }
    }
}
