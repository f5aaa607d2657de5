package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that come in pieces. Room for them is made as they arrive, at most twice as much as has arrived and never more
 * than the bound, so that announcing a length costs a server nothing.
 */
final class Accumulator {
    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int size;
    private int bound;

    /** Starts anew, with room for {@code bound} bytes at most. */
    void begin(int bound) {
        bytes = EMPTY;
        size = 0;
        this.bound = bound;
    }

    int size() {
        return size;
    }

    /** How many bytes are still missing from the bound. */
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

    /** Returns what has arrived and holds on to nothing; {@link #begin} comes next. */
    byte[] take() {
        byte[] taken = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        bytes = EMPTY;
        return taken;
    }
}
