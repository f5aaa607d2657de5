package dev.vedette.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Netty, configured as its documentation recommends.
 *
 * @param io the I/O of its event loops
 * @param listener the class of the listening channel
 */
public record NettyTransport(IoHandlerFactory io, Class<? extends ServerChannel> listener) {
    /** The backlog of the listening socket, the same for every peer. */
    public static final int BACKLOG = 4096;

    /** {@return the transport of a Netty peer} */
    public static NettyTransport of(Peer peer) {
        return switch (peer) {
            case NETTY_NIO -> new NettyTransport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
            case NETTY_EPOLL -> new NettyTransport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
            default -> throw new IllegalArgumentException(peer + " is not Netty");
        };
    }

    /** {@return a group of event loops, one for each thread} */
    public EventLoopGroup newGroup(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, io);
    }

    /** Starts a server on one event loop and returns its port. The server runs until the process ends. */
    public int serve(Supplier<ChannelHandler> handlers) throws InterruptedException {
        InetSocketAddress address = (InetSocketAddress) new ServerBootstrap()
                .group(newGroup(1))
                .channel(listener)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(handlers.get());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress();
        return address.getPort();
    }

    /** Shuts event loops down without a quiet period. */
    public static void close(EventLoopGroup group) {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
