package dev.vedette.examples.redis.server;

import dev.vedette.Backend;
import dev.vedette.Poll;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A server with a single thread for all connections, which waits in a {@link Poll}. */
public final class EventLoopServer implements Server {
    private final InetSocketAddress address;
    private final Counters counters;
    private final EventLoop loop;
    private final Thread thread;

    private EventLoopServer(InetSocketAddress address, Counters counters, EventLoop loop) {
        this.address = address;
        this.counters = counters;
        this.loop = loop;
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
            Poll poll = Poll.builder().name("redis").open();
            try {
                Counters counters = new Counters();
                EventLoop loop = new EventLoop(poll, listener, keyspace, limits, counters);
                EventLoopServer server = new EventLoopServer(Loopback.address(listener), counters, loop);
                server.thread.start();
                return server;
            } catch (IOException | RuntimeException | Error e) {
                poll.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            listener.close();
            throw e;
        }
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
        return loop.backend();
    }

    /** Returns the number of polls that have returned. */
    public long polls() {
        return loop.pollCount();
    }

    /** Returns the number of events that the Poll has reported. */
    public long events() {
        return loop.eventCount();
    }

    @Override
    public void close() {
        loop.stop();
        Threads.join(thread);
    }
}
