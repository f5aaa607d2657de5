package dev.vedette.examples.redis.server;

import dev.vedette.Backend;
import dev.vedette.Poll;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A server with one thread for all connections, which waits in a {@link Poll}. */
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
     * @param port 0 for any free one
     * @throws IOException if it cannot listen there, or there is no Poll to be had
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

    /** Returns its Poll, so that meters can be bound to it. */
    public Poll poll() {
        return loop.poll();
    }

    /** Returns what its Poll stands on. */
    public Backend backend() {
        return loop.backend();
    }

    /** Returns how often its Poll has returned. */
    public long polls() {
        return loop.pollCount();
    }

    /** Returns how many events its Poll has reported. */
    public long events() {
        return loop.eventCount();
    }

    @Override
    public void close() {
        loop.stop();
        Threads.join(thread);
    }
}
