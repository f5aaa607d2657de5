package dev.vedette.examples.redis.server;

import static dev.vedette.examples.redis.protocol.Session.Status.FINISHED;
import static dev.vedette.examples.redis.protocol.Session.Status.NEEDS_REQUESTS;

import dev.vedette.examples.redis.protocol.Session;
import dev.vedette.examples.redis.protocol.Session.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** A connection of a blocking server, with a thread of its own. */
final class BlockingConnection implements Runnable {
    private static final Logger LOG = System.getLogger(BlockingConnection.class.getName());
    private static final int BUFFER_BYTES = 16 * 1024;

    private final SocketChannel channel;
    private final Session session;
    private final Counters counters;
    private final Consumer<BlockingConnection> onEnd;
    private Thread thread; // set by the acceptor before the thread starts

    BlockingConnection(SocketChannel channel, Session session, Counters counters, Consumer<BlockingConnection> onEnd) {
        this.channel = channel;
        this.session = session;
        this.counters = counters;
        this.onEnd = onEnd;
    }

    void start(ThreadFactory threads) {
        thread = threads.newThread(this);
        thread.start();
    }

    @Override
    public void run() {
        try {
            Loopback.configure(channel);
            converse();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Connection lost", e); // reset by the peer, or closed by this server
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Connection closed because of an error", e);
        } finally {
            end();
        }
    }

    private void converse() throws IOException {
        // On the heap: direct buffers of short-lived connections would accumulate until the next collection.
        ByteBuffer requests = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        ByteBuffer replies = ByteBuffer.allocate(BUFFER_BYTES);
        Status status = NEEDS_REQUESTS;
        while (status != FINISHED) {
            if (status == NEEDS_REQUESTS) {
                if (channel.read(requests.clear()) < 0) {
                    return;
                }
                requests.flip();
            }
            status = process(requests, replies.clear());
            send(replies.flip());
        }
    }

    private Status process(ByteBuffer requests, ByteBuffer replies) {
        long before = session.requestCount();
        Status status = session.process(requests, replies);
        counters.requestsAnswered(session.requestCount() - before);
        return status;
    }

    private void send(ByteBuffer replies) throws IOException {
        int pending = replies.remaining();
        counters.bytesPending(pending);
        try {
            while (replies.hasRemaining()) {
                channel.write(replies);
            }
        } finally {
            counters.bytesPending(-pending);
        }
    }

    /** Closes the connection. May be called from any thread. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Failed to close a connection", e);
        }
    }

    void end() {
        close();
        counters.connectionClosed();
        onEnd.accept(this);
    }

    void join() {
        Threads.join(thread);
    }
}
