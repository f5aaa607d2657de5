package dev.vedette.examples.redis.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Sockets on 127.0.0.1, set up alike for both servers. */
final class Loopback {
    /** How many connections may wait to be accepted; the system has a limit of its own, often the same. */
    private static final int BACKLOG = 4096;

    private Loopback() {}

    /**
     * Opens a listener.
     *
     * @param port 0 for any free one
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

    /** Sets a newly accepted connection up. */
    static void configure(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // replies leave in batches as it is
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true); // or a peer that lost its power stays for ever
    }
}
