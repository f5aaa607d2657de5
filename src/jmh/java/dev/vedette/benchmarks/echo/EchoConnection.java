package dev.vedette.benchmarks.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What all servers on JDK channels do for a connection, alike. */
final class EchoConnection {
    /** What a connection waits for. */
    enum Wants {
        READABLE,
        WRITABLE,
        NOTHING
    }

    private final SocketChannel channel;
    private ByteBuffer unsent; // what the socket had no room for, or null
    private Wants wants = Wants.READABLE;

    EchoConnection(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /** What it waits for since it was last served; nothing if its peer is gone. */
    Wants wants() {
        return wants;
    }

    /** Reads once and writes what it has read, by way of a buffer that all connections share. */
    Wants serve(ByteBuffer shared) throws IOException {
        if (unsent == null) {
            read(shared);
        } else {
            resume();
        }
        return wants;
    }

    /** Does so until the socket has nothing more; a read that leaves room in the buffer says that (epoll(7)). */
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
