package dev.vedette.benchmarks.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection of a server on JDK channels; the same code for all such servers. */
final class EchoConnection {
    /** The readiness that a connection waits for. */
    enum Wants {
        READABLE,
        WRITABLE,
        NOTHING
    }

    private final SocketChannel channel;
    private ByteBuffer unsent; // the bytes that the socket had no room for, or null
    private Wants wants = Wants.READABLE;

    EchoConnection(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Returns the result of the last call; {@code NOTHING} means that the client has closed the connection. */
    Wants wants() {
        return wants;
    }

    /** Reads once and writes the same bytes. All connections share the buffer. */
    Wants serve(ByteBuffer shared) throws IOException {
        if (unsent == null) {
            read(shared);
        } else {
            resume();
        }
        return wants;
    }

    /** Serves until the socket is empty. A read that does not fill the buffer has emptied the socket (epoll(7)). */
    Wants drain(ByteBuffer shared, boolean readClosed) throws IOException {
        boolean more;
        do {
            more = unsent != null;
            serve(shared);
            more |= readClosed || shared.limit() == shared.capacity();
        } while (wants == Wants.READABLE && more);
        return wants;
    }

    private void read(ByteBuffer shared) throws IOException {
        if (channel.read(shared.clear()) < 0) {
            wants = Wants.NOTHING;
            return;
        }
        channel.write(shared.flip());
        if (shared.hasRemaining()) {
            unsent = ByteBuffer.allocateDirect(shared.remaining()).put(shared).flip();
            wants = Wants.WRITABLE;
        }
    }

    private void resume() throws IOException {
        channel.write(unsent);
        if (!unsent.hasRemaining()) {
            unsent = null;
            wants = Wants.READABLE;
        }
    }
}
