package dev.vedette.examples.https.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** A server on Netty, whose handler is the protocol. */
final class NettyServer implements HttpsServer {
    private final EventLoopGroup group;
    private final ExecutorService tasks;
    private final ChannelGroup open;
    private final Channel listener;

    private NettyServer(EventLoopGroup group, ExecutorService tasks, ChannelGroup open, Channel listener) {
        this.group = group;
        this.tasks = tasks;
        this.open = open;
        this.listener = listener;
    }

    static NettyServer start(InetSocketAddress address, Connections connections) throws IOException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ExecutorService tasks = Tasks.newExecutor();
        // A group that refuses channels which come when it is closed: it closes them.
        ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        try {
            Channel listener = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childOption(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers())
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) throws IOException {
                            open.add(channel);
                            channel.pipeline().addLast(new NettyConnection(channel, connections, tasks));
                        }
                    })
                    .bind(address)
                    .sync()
                    .channel();
            return new NettyServer(group, tasks, open, listener);
        } catch (Exception e) {
            tasks.shutdown();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e instanceof InterruptedException ? new IOException("interrupted", e) : new IOException(e);
        }
    }

    /** The bytes of one read fit into the buffer of a connection, next to what is left of a record. */
    private static FixedRecvByteBufAllocator receiveBuffers() {
        FixedRecvByteBufAllocator buffers = new FixedRecvByteBufAllocator(NettyConnection.READ);
        buffers.maxMessagesPerRead(1);
        return buffers;
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void shutdown(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        listener.close().sync();
        // There is one event loop. It tells all connections in one task, so that none of them reads in between.
        group.submit(() ->
                        open.forEach(channel -> channel.pipeline().fireUserEventTriggered(NettyConnection.SHUT_DOWN)))
                .sync();
        open.newCloseFuture().await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        open.close().await();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        tasks.shutdown();
    }
}
