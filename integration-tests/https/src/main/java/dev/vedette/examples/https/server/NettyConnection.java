package dev.vedette.examples.https.server;

import dev.vedette.examples.https.protocol.Buffers;
import dev.vedette.examples.https.protocol.Protocol;
import dev.vedette.examples.https.protocol.Protocol.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A connection of Netty. It reads on request only, so that a client that does not read is not read from. */
final class NettyConnection extends ChannelInboundHandlerAdapter {
    /** Tells a connection that the server shuts down. */
    static final Object SHUT_DOWN = new Object();

    private static final Object TASK_DONE = new Object();

    /** After so many steps the other connections have their turn. */
    private static final int STEPS_PER_TURN = 16;

    /** The most bytes that arrive at once. */
    static final int READ = 16 << 10;

    private static final Logger LOG = System.getLogger(NettyConnection.class.getName());

    private final SocketChannel channel;
    private final Executor tasks;
    private final Protocol protocol;
    private final Buffers buffers;
    private final Patience patience;
    private ByteBuffer in;
    private Status status = Status.NEEDS_INPUT;
    private boolean lingering;
    private boolean closed;

    /** Whether {@link #proceed()} runs. Netty may report that the channel is writable within a write. */
    private boolean proceeding;

    /** The deadline, and a timer that ends not later. Moving the deadline costs nothing. */
    private long deadlineNs;

    private ScheduledFuture<?> timer;

    NettyConnection(SocketChannel channel, Connections connections, Executor tasks) throws IOException {
        this.channel = channel;
        this.tasks = tasks;
        protocol = connections.protocol();
        buffers = connections.buffers();
        patience = new Patience(connections.limits());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        setPatience();
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!lingering) {
                in = buffers.take(in);
                in.limit(in.position() + bytes.readableBytes());
                bytes.readBytes(in);
                in.limit(in.capacity());
            }
        } finally {
            bytes.release();
        }
        if (lingering) {
            context.read();
        } else {
            proceed();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (!lingering) {
                protocol.inputEnded();
                proceed();
            } else if (channel.isOutputShutdown()) {
                context.close();
            }
        } else if (event == TASK_DONE) {
            status = Status.NEEDS_ROOM;
            proceed();
        } else if (event == SHUT_DOWN && !lingering && !closed) {
            protocol.shutDown();
            if (status == Status.NEEDS_INPUT) {
                proceed();
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && !proceeding) {
            goOn();
        }
    }

    /** Calls the protocol until it has to wait, or until the other connections have their turn. */
    private void proceed() {
        if (closed || status == Status.NEEDS_TASK || status == Status.FINISHED) {
            return;
        }
        proceeding = true;
        try {
            int steps = 0;
            do {
                callProtocol();
            } while (status == Status.NEEDS_ROOM && channel.isWritable() && ++steps < STEPS_PER_TURN);
        } catch (IOException | RuntimeException e) {
            fail(e);
            return;
        } finally {
            proceeding = false;
        }
        setPatience();
        if (status == Status.NEEDS_TASK) {
            startTask();
        } else if (status == Status.FINISHED) {
            linger();
        } else if (channel.isWritable()) {
            goOn();
        }
    }

    /** Gets the protocol what it needs when there is room for output. */
    private void goOn() {
        if (status == Status.NEEDS_ROOM) {
            channel.eventLoop().execute(this::proceed);
        } else if (status == Status.NEEDS_INPUT) {
            channel.read();
        }
    }

    private void callProtocol() throws IOException {
        in = buffers.take(in);
        ByteBuffer out = buffers.take(null);
        try {
            status = protocol.proceed(in.flip(), out);
            in.compact();
            in = buffers.keep(in);
            if (out.position() > 0) {
                channel.writeAndFlush(channel.alloc().ioBuffer(out.position()).writeBytes(out.flip()));
            }
        } finally {
            buffers.release(out);
        }
    }

    private void startTask() {
        Runnable task = protocol.task();
        tasks.execute(() -> {
            try {
                task.run();
            } finally {
                channel.pipeline().fireUserEventTriggered(TASK_DONE);
            }
        });
    }

    private void linger() {
        lingering = true;
        // Netty drops what is not written when the output is shut down, so an empty write waits for it.
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            setDeadline(Connections.LINGER);
            channel.shutdownOutput().addListener(shutDown -> {
                if (!shutDown.isSuccess() || channel.isInputShutdown()) {
                    channel.close();
                }
            });
            channel.read();
        });
    }

    private void setPatience() {
        setDeadline(patience.next(protocol, !channel.isWritable()));
    }

    private void setDeadline(Duration time) {
        deadlineNs = System.nanoTime() + time.toNanos();
        if (timer != null && timer.getDelay(TimeUnit.NANOSECONDS) > time.toNanos()) {
            timer.cancel(false);
            timer = null;
        }
        if (timer == null && !closed) {
            timer = channel.eventLoop().schedule(this::timeOut, time.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void timeOut() {
        timer = null;
        long leftNs = deadlineNs - System.nanoTime();
        if (leftNs <= 0) {
            channel.close();
        } else {
            setDeadline(Duration.ofNanos(leftNs));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        protocol.close();
        buffers.release(in);
        in = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        fail(failure);
    }

    private void fail(Throwable failure) {
        // Peers may vanish at any time. Everything else is a defect.
        Level level = failure instanceof IOException ? Level.DEBUG : Level.ERROR;
        LOG.log(level, "a connection failed and was closed", failure);
        channel.close();
    }
}
