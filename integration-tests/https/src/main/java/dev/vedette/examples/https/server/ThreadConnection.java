package dev.vedette.examples.https.server;

import dev.vedette.examples.https.protocol.Buffers;
import dev.vedette.examples.https.protocol.Protocol;
import dev.vedette.examples.https.protocol.Protocol.Phase;
import dev.vedette.examples.https.protocol.Protocol.Status;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A connection with its own thread, which blocks. The other methods are for any thread. */
final class ThreadConnection {
    private static final Logger LOG = System.getLogger(ThreadConnection.class.getName());

    /** The time for a peer to read what was sent, if its bytes cannot be read and dropped. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final BooleanSupplier shuttingDown;
    private final Runnable ended;
    private final Protocol protocol;
    private final Buffers buffers;
    private final Patience patience;
    private volatile long deadlineNs;

    /** Whether the thread may wait for a request, and not for the rest of an exchange. Written before it reads. */
    private volatile boolean awaitsRequest = true;

    private ByteBuffer in;
    private ByteBuffer out;

    /** Takes whether the server is shutting down, and what to run when the connection has ended. */
    ThreadConnection(SocketChannel channel, Connections connections, BooleanSupplier shuttingDown, Runnable ended)
            throws IOException {
        this.channel = channel;
        this.shuttingDown = shuttingDown;
        this.ended = ended;
        protocol = connections.protocol();
        buffers = connections.buffers();
        patience = new Patience(connections.limits());
        setDeadline(false);
    }

    void run() {
        try {
            converse();
            linger();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection failed", e); // peers may vanish at any time
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a connection failed", e);
        } finally {
            closeChannel();
            ended.run();
            protocol.close();
            buffers.release(in);
            buffers.release(out);
        }
    }

    private void converse() throws IOException {
        Status status = Status.NEEDS_INPUT;
        while (status != Status.FINISHED) {
            if (status == Status.NEEDS_TASK) {
                protocol.task().run();
            } else if (status == Status.NEEDS_INPUT) {
                read();
            }
            status = callProtocol();
            write();
        }
    }

    private void read() throws IOException {
        awaitsRequest = protocol.phase() != Phase.EXCHANGE;
        if (awaitsRequest && shuttingDown.getAsBoolean()) { // read after the write of awaitsRequest, see shutDown()
            return;
        }
        // A thread that waits holds its buffer. Only a program that is told when bytes have arrived can do without.
        in = buffers.take(in);
        if (channel.read(in) < 0) {
            protocol.inputEnded();
        }
        awaitsRequest = false;
    }

    private Status callProtocol() throws IOException {
        if (shuttingDown.getAsBoolean()) {
            protocol.shutDown();
        }
        in = buffers.take(in);
        out = buffers.take(out);
        Status status = protocol.proceed(in.flip(), out);
        in.compact();
        in = buffers.keep(in);
        return status;
    }

    private void write() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            setDeadline(true);
            channel.write(out);
        }
        out.clear();
        out = buffers.keep(out);
        setDeadline(false);
    }

    private void linger() throws IOException {
        deadlineNs = System.nanoTime() + Connections.LINGER.toNanos();
        channel.shutdownOutput();
        if (channel.socket().isInputShutdown()) { // by shutDown()
            Threads.sleep(PAUSE);
            return;
        }
        in = buffers.take(in);
        while (channel.read(in.clear()) >= 0) {}
    }

    private void setDeadline(boolean sending) {
        deadlineNs = System.nanoTime() + patience.next(protocol, sending).toNanos();
    }

    void closeIfPast(long nowNs) {
        if (nowNs - deadlineNs > 0) {
            closeChannel();
        }
    }

    /**
     * Ends the wait for a request, when the server is shutting down. Either the thread reads that the server is, or
     * this method reads that the thread waits: each of the two is written before the other is read.
     */
    void shutDown() {
        if (awaitsRequest) {
            try {
                channel.shutdownInput(); // the thread reads the end of the input
            } catch (IOException e) {
                closeChannel();
            }
        }
    }

    void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "failed to close a connection", e);
        }
    }
}
