package dev.vedette.examples.redis.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Opens and configures sockets on 127.0.0.1, in the same way for both servers. */
final class Loopback {
    /**
     * The number of connections that may wait to be accepted. The system has its own limit, which is often the same.
     */
    private static final int BACKLOG = 4096;

    private Loopback() {}

    /**
     * Opens a listener.
     *
     * @param port the port, or 0 for any free port
     */
    static ServerSocketChannel listen(int port) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
            return listener;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    static InetSocketAddress address(ServerSocketChannel listener) throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** Configures an accepted connection. */
    static void configure(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // replies are already sent in batches
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true); // detects a peer that has lost power
    }
}
