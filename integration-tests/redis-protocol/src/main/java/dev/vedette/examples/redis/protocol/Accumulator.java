package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Collects bytes that arrive in pieces. The array grows as bytes arrive, to at most twice their number and never beyond
 * the bound, so that a client cannot make the server allocate memory by announcing a length.
 */
final class Accumulator {
    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int size;
    private int bound;

    /** Starts over, with room for at most {@code bound} bytes. */
    void begin(int bound) {
        bytes = EMPTY;
        size = 0;
        this.bound = bound;
    }

    int size() {
        return size;
    }

    /** Returns the number of bytes that can still be added. */
    int room() {
        return bound - size;
    }

    void add(ByteBuffer input, int count) {
        int needed = size + count;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(bound, 2L * bytes.length)));
        }
        input.get(bytes, size, count);
        size = needed;
    }

    /** Returns the collected bytes and releases them. {@link #begin} must be called next. */
    byte[] take() {
        byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = EMPTY;
        return taken;
    }
}
