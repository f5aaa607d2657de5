package dev.vedette.examples.redis.server;

import dev.vedette.Backend;
import dev.vedette.Poll;
import dev.vedette.examples.loop.Listener;
import dev.vedette.examples.loop.Loop;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.protocol.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A server with a single event loop for all connections, which waits in a {@link Poll}. */
public final class EventLoopServer implements Server {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InetSocketAddress address;
    private final Keyspace keyspace;
    private final Limits limits;
    private final Counters counters = new Counters();
    private final Loop loop;
    private final Thread thread;

    // Used by one connection after another.
    private final ByteBuffer requests = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer replies = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private EventLoopServer(InetSocketAddress address, Loop loop, Keyspace keyspace, Limits limits) {
        this.address = address;
        this.loop = loop;
        this.keyspace = keyspace;
        this.limits = limits;
        thread = new Thread(loop, "redis-event-loop");
    }

    /**
     * Starts a server.
     *
     * @param port the port, or 0 for any free port
     * @throws IOException if the server cannot listen on the port or cannot open a Poll
     */
    public static EventLoopServer start(int port, Keyspace keyspace, Limits limits) throws IOException {
        ServerSocketChannel listener = Loopback.listen(port);
        try {
            listener.configureBlocking(false);
            Loop loop = new Loop("redis");
            try {
                return start(listener, new EventLoopServer(Loopback.address(listener), loop, keyspace, limits));
            } catch (IOException | RuntimeException | Error e) {
                loop.poll().close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            listener.close();
            throw e;
        }
    }

    private static EventLoopServer start(ServerSocketChannel channel, EventLoopServer server) {
        Loop loop = server.loop;
        Listener listener = new Listener(loop, channel, server::admit, failure -> server.counters.acceptFailed());
        loop.execute(() -> loop.open(listener));
        server.thread.start();
        return server;
    }

    private void admit(SocketChannel channel) {
        counters.connectionAccepted();
        loop.open(new EventLoopConnection(loop, channel, new Session(keyspace, limits), counters, requests, replies));
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    /** Returns the Poll, for example to bind meters to it. */
    public Poll poll() {
        return loop.poll();
    }

    /** Returns the backend of the Poll. */
    public Backend backend() {
        return loop.poll().backend();
    }

    @Override
    public void close() {
        loop.shutdown(Duration.ZERO);
        Threads.join(thread);
    }
}
