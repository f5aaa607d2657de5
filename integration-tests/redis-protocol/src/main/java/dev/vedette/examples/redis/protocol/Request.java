package dev.vedette.examples.redis.protocol;

import java.util.Arrays;

/**
 * A request: the name of a command and its arguments, as bytes. A parser owns and reuses this object. The arguments
 * themselves are never reused, and may be kept.
 */
final class Request {
    private static final int FEW = 8; // arguments; a larger array is not kept for the next request

    private byte[][] arguments = new byte[FEW][];
    private int size;

    int size() {
        return size;
    }

    /** Returns the argument at {@code index}. The argument at 0 is the name of the command. */
    byte[] argument(int index) {
        return arguments[index];
    }

    void add(byte[] argument) {
        if (size == arguments.length) {
            arguments = Arrays.copyOf(arguments, 2 * size);
        }
        arguments[size++] = argument;
    }

    void clear() {
        if (arguments.length > FEW) {
            arguments = new byte[FEW][];
        } else {
            Arrays.fill(arguments, 0, size, null);
        }
        size = 0;
    }
}
