package dev.vedette.examples.glassfish;

import dev.vedette.Poll;
import dev.vedette.examples.loop.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** An echo server on a port of 127.0.0.1, with one loop, which belongs to the application. */
final class EchoServer {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Server server;

    private EchoServer(Server server) {
        this.server = server;
        poll().enableStatistics();
    }

    static EchoServer start() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new EchoServer(Server.start(anyPort, 1, EchoConnection::new));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /** Stops the loop, and waits until its thread has closed all resources and ended. */
    void close() {
        try {
            server.shutdown(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Poll poll() {
        return server.loops().get(0).poll();
    }

    /** Returns the backend and the statistics, for example {@code EPOLL: 7 polls, 7 events}. */
    @Override
    public String toString() {
        return poll().backend() + ": " + poll().statistics().polls() + " polls, "
                + poll().statistics().events() + " events";
    }
}
