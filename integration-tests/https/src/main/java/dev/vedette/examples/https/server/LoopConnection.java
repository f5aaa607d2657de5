package dev.vedette.examples.https.server;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.https.protocol.Buffers;
import dev.vedette.examples.https.protocol.Protocol;
import dev.vedette.examples.https.protocol.Protocol.Status;
import dev.vedette.examples.loop.Connection;
import dev.vedette.examples.loop.Deadlines.Deadline;
import dev.vedette.examples.loop.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;

/** A connection of a loop. It waits for one thing at a time: input, room in the socket, or a task. */
final class LoopConnection extends Connection {
    /** After so many steps the other connections have their turn. */
    private static final int STEPS_PER_TURN = 16;

    private final Executor tasks;
    private final Protocol protocol;
    private final Buffers buffers;
    private final Patience patience;
    private final Deadline deadline;
    private ByteBuffer in;
    private ByteBuffer out;
    private Status status = Status.NEEDS_INPUT;

    /** Whether our side of the connection is closed, and what the peer still sends is dropped. */
    private boolean lingering;

    LoopConnection(Loop loop, SocketChannel channel, Connections connections, Executor tasks) throws IOException {
        super(loop, channel);
        this.tasks = tasks;
        protocol = connections.protocol();
        buffers = connections.buffers();
        patience = new Patience(connections.limits());
        deadline = loop.deadline(this::end);
    }

    @Override
    public void open(long newToken) throws IOException {
        super.open(newToken);
        setDeadline(false);
    }

    @Override
    public void onReady(Event event) throws IOException {
        if (lingering) {
            drop();
        } else if (status == Status.NEEDS_TASK) {
            if (event.isError() || event.isWriteClosed()) { // reported during a pause too
                end();
            }
        } else {
            proceed();
        }
    }

    private void proceed() throws IOException {
        int steps = 0;
        while (step() && ++steps < STEPS_PER_TURN) {}
        if (status != Status.NEEDS_TASK && !lingering) {
            boolean sending = out != null;
            await(sending || status == Status.NEEDS_ROOM ? Interest.WRITABLE : Interest.READABLE);
            setDeadline(sending);
        }
    }

    /** Moves bytes once in each direction. Returns false if the connection has to wait. */
    private boolean step() throws IOException {
        if (!write() || status == Status.NEEDS_INPUT && !read()) {
            return false;
        }
        callProtocol();
        boolean written = write();
        if (status == Status.NEEDS_TASK) {
            startTask();
        } else if (written && status == Status.FINISHED) {
            linger();
        }
        return written && (status == Status.NEEDS_INPUT || status == Status.NEEDS_ROOM);
    }

    private boolean read() throws IOException {
        in = buffers.take(in);
        int count = channel.read(in);
        if (count < 0) {
            protocol.inputEnded();
        }
        in = buffers.keep(in);
        return count != 0;
    }

    private void callProtocol() throws IOException {
        in = buffers.take(in);
        out = buffers.take(out);
        status = protocol.proceed(in.flip(), out);
        in.compact();
        in = buffers.keep(in);
        out = buffers.keep(out);
    }

    /** Returns whether everything is written. */
    private boolean write() throws IOException {
        if (out != null) {
            channel.write(out.flip());
            out.compact();
            out = buffers.keep(out);
        }
        return out == null;
    }

    private void startTask() throws IOException {
        await(Interest.NONE);
        Runnable task = protocol.task();
        tasks.execute(() -> {
            try {
                task.run();
            } finally {
                resume(this::callAgain);
            }
        });
    }

    /** Calls the protocol even if nothing has arrived, when everything is written. */
    private void callAgain() throws IOException {
        status = Status.NEEDS_ROOM;
        proceed();
    }

    private void linger() throws IOException {
        lingering = true;
        channel.shutdownOutput();
        await(Interest.READABLE);
        loop.schedule(deadline, Connections.LINGER);
    }

    private void drop() throws IOException {
        in = buffers.take(in);
        int count = channel.read(in);
        in.clear();
        in = buffers.keep(in);
        if (count < 0) {
            end();
        }
    }

    private void setDeadline(boolean sending) {
        loop.schedule(deadline, patience.next(protocol, sending));
    }

    @Override
    public void onShutdown() throws IOException {
        protocol.shutDown();
        if (status != Status.NEEDS_TASK && !lingering) {
            callAgain();
        }
    }

    @Override
    public void close() throws IOException {
        loop.cancel(deadline);
        buffers.release(in);
        buffers.release(out);
        in = null;
        out = null;
        try {
            protocol.close();
        } finally {
            super.close();
        }
    }
}
