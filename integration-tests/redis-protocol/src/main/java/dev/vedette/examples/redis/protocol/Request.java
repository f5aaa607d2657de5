package dev.vedette.examples.redis.protocol;

import java.util.Arrays;

/**
 * A request: the name of a command and its arguments, all of them plain bytes. Owned and reused by a parser; the
 * arguments themselves are never reused and may be kept.
 */
final class Request {
    private static final int FEW = 8; // arguments; room for more is not held from one request to the next

    private byte[][] arguments = new byte[FEW][];
    private int size;

    int size() {
        return size;
    }

    /** The argument at {@code index}; the one at 0 is the command's name. */
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
