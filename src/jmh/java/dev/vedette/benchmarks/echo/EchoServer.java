package dev.vedette.benchmarks.echo;

import dev.vedette.Backend;
import dev.vedette.Trigger;
import dev.vedette.benchmarks.NettyTransport;
import dev.vedette.benchmarks.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Runs the server of a peer on one thread until the process is killed, and prints its port. */
public final class EchoServer {
    private static final int BUFFER_BYTES = 64 * 1024;

    private EchoServer() {}

    /** Takes the name of a {@link Peer}. */
    public static void main(String[] arguments) throws Exception {
        Peer peer = Peer.valueOf(arguments[0]);
        switch (peer) {
            case NETTY_NIO, NETTY_EPOLL -> announce(NettyTransport.of(peer).serve(NettyEcho::new));
            case SELECTOR -> new SelectorEcho(listen()).run();
            case SELECTED_KEYS -> new SelectedKeysEcho(listen()).run();
            case VEDETTE_NIO -> vedette(Backend.NIO, Trigger.LEVEL, Duration.ZERO);
            case VEDETTE_EPOLL -> vedette(Backend.EPOLL, Trigger.LEVEL, Duration.ZERO);
            case VEDETTE_EPOLL_EDGE -> vedette(Backend.EPOLL, Trigger.EDGE, Duration.ZERO);
            case VEDETTE_EPOLL_BUSY -> vedette(Backend.EPOLL, Trigger.LEVEL, Duration.ofNanos(50_000));
            default -> throw new IllegalArgumentException(peer + " is not a server in Java");
        }
    }

    private static void vedette(Backend backend, Trigger trigger, Duration busyPoll) throws IOException {
        new VedetteEcho(listen(), backend, trigger, busyPoll).run();
    }

    private static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress("127.0.0.1", 0), NettyTransport.BACKLOG);
        listener.configureBlocking(false);
        announce(listener.socket().getLocalPort());
        return listener;
    }

    private static void announce(int port) {
        System.out.println(port);
    }

    /** Accepts the next connection; returns null if none is waiting. */
    static SocketChannel accept(ServerSocketChannel listener) throws IOException {
        SocketChannel channel = listener.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return channel;
    }

    static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES);
    }
}
