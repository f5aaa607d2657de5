package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * Parses a decimal {@code long} digit by digit.
 *
 * <p>Accepts exactly the numbers that Redis accepts, both in lengths and in values: an optional minus sign, followed by
 * digits without leading zeros. Every number has only one spelling; {@code +1}, {@code 01}, {@code -0} and the empty
 * string are not numbers.
 */
final class Decimal {
    private long negated; // the negated number, because Long.MIN_VALUE has no positive counterpart
    private int digits;
    private boolean negative;
    private boolean malformed;

    static Decimal of(byte[] text) {
        Decimal decimal = new Decimal();
        for (int i = 0; i < text.length && !decimal.malformed; i++) {
            decimal.append(text[i]);
        }
        return decimal;
    }

    /** Returns the bytes that {@link #of} parses as {@code value}. */
    static byte[] format(long value) {
        return Long.toString(value).getBytes(ISO_8859_1);
    }

    /** Writes the bytes that {@link #format} returns, without allocating an array. */
    static void put(long value, ByteBuffer out) {
        if (value < 0) {
            out.put((byte) '-');
        }
        long rest = value < 0 ? value : -value;
        int first = out.position();
        int end = first + 1;
        for (long tens = rest; tens <= -10; tens /= 10) {
            end++;
        }
        for (int i = end - 1; i >= first; i--) {
            out.put(i, (byte) ('0' - rest % 10));
            rest /= 10;
        }
        out.position(end);
    }

    void clear() {
        negated = 0;
        digits = 0;
        negative = false;
        malformed = false;
    }

    void append(byte character) {
        if (character == '-' && digits == 0 && !negative) {
            negative = true;
            return;
        }
        int digit = character - '0';
        if (digit < 0 || digit > 9 || isLeadingZeroBefore(digit) || negated < (Long.MIN_VALUE + digit) / 10) {
            malformed = true;
        } else {
            negated = negated * 10 - digit;
        }
        digits++;
    }

    private boolean isLeadingZeroBefore(int digit) {
        return negated == 0 && (digits > 0 || negative && digit == 0);
    }

    boolean isValid() {
        return digits > 0 && !malformed && (negative || negated != Long.MIN_VALUE);
    }

    /** Returns the number, which must be {@linkplain #isValid() valid}. */
    long value() {
        return negative ? negated : -negated;
    }
}
