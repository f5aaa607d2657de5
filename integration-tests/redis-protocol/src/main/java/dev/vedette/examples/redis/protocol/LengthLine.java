package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;

/**
 * The rest of a line such as {@code *3} or {@code $11}: a decimal number, a carriage return and one more byte, taken in
 * whatever pieces it arrives.
 *
 * <p>Like Redis, takes the byte behind the carriage return for a line feed without looking at it.
 */
final class LengthLine {
    private final Decimal number = new Decimal();
    private int length; // without carriage return and line feed
    private boolean returned; // whether the carriage return has been seen

    void clear() {
        number.clear();
        length = 0;
        returned = false;
    }

    /**
     * Takes bytes until the line is complete.
     *
     * @return whether the line is complete
     */
    boolean take(ByteBuffer input) {
        while (input.hasRemaining()) {
            byte next = input.get();
            if (returned) {
                return true;
            } else if (next == '\r') {
                returned = true;
            } else {
                number.append(next);
                length++;
            }
        }
        return false;
    }

    int length() {
        return length;
    }

    boolean isNumber() {
        return number.isValid();
    }

    long number() {
        return number.value();
    }
}
