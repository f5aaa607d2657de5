package dev.vedette;

import dev.vedette.internal.Readiness;

/**
 * The readiness that a poll reports for a source: readable, writable, priority, or a combination of them.
 *
 * <p>An interest is never empty. There is exactly one instance for each combination, so interests can be compared with
 * {@code ==}. Interests are immutable and safe from any thread.
 *
 * <p>Error and closed conditions are reported for every interest, if the backend reports them at all (see
 * {@link Event}). There is one exception: that the peer has ended its half of a stream is reported only with
 * {@link #READABLE}.
 */
public final class Interest {
    private static final Interest[] CANONICAL = new Interest[Readiness.INTEREST_MASK + 1];

    static {
        for (int bits = 1; bits < CANONICAL.length; bits++) {
            CANONICAL[bits] = new Interest(bits);
        }
    }

    /** Reading will not block: there are bytes, a datagram, a connection to accept, or the end of the stream. */
    public static final Interest READABLE = CANONICAL[Readiness.READABLE];

    /**
     * Writing will not block. For a connecting socket, the connection attempt has succeeded or failed, and
     * {@code finishConnect} reports the result. Register a socket after {@code connect}; no other registration is
     * needed after {@code finishConnect} (see {@link Registry}).
     */
    public static final Interest WRITABLE = CANONICAL[Readiness.WRITABLE];

    /**
     * Priority data is available ({@code EPOLLPRI}): urgent data of a TCP socket; for other descriptors, the driver
     * defines the condition. A backend that is built on {@link java.nio.channels.Selector} cannot serve this interest
     * for channels.
     */
    public static final Interest PRIORITY = CANONICAL[Readiness.PRIORITY];

    private final int bits;

    private Interest(int bits) {
        this.bits = bits;
    }

    /**
     * {@return the interest in everything that this or the other interest includes}
     *
     * @param other the interest to add
     * @throws NullPointerException if {@code other} is null
     */
    public Interest plus(Interest other) {
        return CANONICAL[bits | other.bits];
    }

    /**
     * {@return the interest in everything that this interest includes and the other does not}
     *
     * @param other the interest to remove
     * @throws NullPointerException if {@code other} is null
     * @throws IllegalArgumentException if nothing would remain; deregister a source that is of no interest
     */
    public Interest minus(Interest other) {
        int left = bits & ~other.bits;
        if (left == 0) {
            throw new IllegalArgumentException(
                    this + " minus " + other + " leaves nothing; deregister a source that is of no interest");
        }
        return CANONICAL[left];
    }

    /** {@return whether this interest includes {@link #READABLE}} */
    public boolean isReadable() {
        return (bits & Readiness.READABLE) != 0;
    }

    /** {@return whether this interest includes {@link #WRITABLE}} */
    public boolean isWritable() {
        return (bits & Readiness.WRITABLE) != 0;
    }

    /** {@return whether this interest includes {@link #PRIORITY}} */
    public boolean isPriority() {
        return (bits & Readiness.PRIORITY) != 0;
    }

    /** {@return the names of the parts, such as {@code READABLE|WRITABLE}} */
    @Override
    public String toString() {
        return Readiness.toString(bits);
    }
}
