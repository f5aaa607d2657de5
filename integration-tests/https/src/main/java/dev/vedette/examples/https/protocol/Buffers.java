package dev.vedette.examples.https.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pool of buffers, so that a connection holds buffers only while there are bytes in them. 10,000 idle connections
 * hold none. It is for any thread.
 *
 * <p>An empty buffer is represented by null. Buffers are in write mode: their bytes end at the position.
 */
public final class Buffers {
    /** Room for the largest TLS record that the JDK waits for, of 33 KB, and for the bytes of one read of 16 KB. */
    private static final int SIZE = 50 << 10;

    private static final int MOST_FREE = 64;

    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /** Returns the buffer, or an empty one if it is null. */
    public ByteBuffer take(ByteBuffer kept) {
        if (kept != null) {
            return kept;
        }
        synchronized (free) {
            ByteBuffer buffer = free.poll();
            return buffer != null ? buffer : ByteBuffer.allocate(SIZE);
        }
    }

    /** Takes a buffer back if it is empty, and returns what the connection keeps: the buffer, or null. */
    public ByteBuffer keep(ByteBuffer buffer) {
        if (buffer == null || buffer.position() > 0) {
            return buffer;
        }
        release(buffer);
        return null;
    }

    /** Takes a buffer back with whatever is in it. */
    public void release(ByteBuffer buffer) {
        if (buffer != null) {
            buffer.clear();
            synchronized (free) {
                if (free.size() < MOST_FREE) {
                    free.push(buffer);
                }
            }
        }
    }
}
