package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;

/**
 * Parses the rest of a line such as {@code *3} or {@code $11}: a decimal number, a carriage return and one more byte.
 * The line may arrive in pieces.
 *
 * <p>Like Redis, this class assumes that the byte after the carriage return is a line feed, and does not check it.
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
     * Consumes bytes until the line is complete.
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
