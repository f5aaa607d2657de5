package dev.vedette;

import dev.vedette.internal.Readiness;

/**
 * What a program wants to be told of a source: readable, writable, priority, or several of them.
 *
 * <p>Never empty. There is exactly one instance of every combination, so that interests may be compared with
 * {@code ==}. Immutable and safe from any thread.
 *
 * <p>Error and closed conditions are reported whatever the interest, where the backend reports them at all (see
 * {@link Event}); but that the peer has ended its half of a stream takes {@link #READABLE} to hear of.
 */
public final class Interest {
    private static final Interest[] CANONICAL = new Interest[Readiness.INTEREST_MASK + 1];

    static {
        for (int bits = 1; bits < CANONICAL.length; bits++) {
            CANONICAL[bits] = new Interest(bits);
        }
    }

    /** Reading will not block: bytes, a datagram, a connection to accept, or the end of the stream. */
    public static final Interest READABLE = CANONICAL[Readiness.READABLE];

    /**
     * Writing will not block; for a connecting socket, {@code finishConnect} has an answer. A socket is registered
     * after {@code connect}, and needs no other registration after {@code finishConnect} (see {@link Registry}).
     */
    public static final Interest WRITABLE = CANONICAL[Readiness.WRITABLE];

    /**
     * Priority data is there: urgent TCP data, for other descriptors what their driver says ({@code EPOLLPRI}). No
     * backend built on {@link java.nio.channels.Selector} can serve it.
     */
    public static final Interest PRIORITY = CANONICAL[Readiness.PRIORITY];

    private final int bits;

    private Interest(int bits) {
        this.bits = bits;
    }

    /**
     * {@return the interest in whatever this or the other is interested in}
     *
     * @param other what to add
     * @throws NullPointerException if {@code other} is null
     */
    public Interest plus(Interest other) {
        return CANONICAL[bits | other.bits];
    }

    /**
     * {@return the interest in what this is interested in and the other is not}
     *
     * @param other what to take away
     * @throws NullPointerException if {@code other} is null
     * @throws IllegalArgumentException if nothing would be left; a source that is of no interest is deregistered
     */
    public Interest minus(Interest other) {
        int left = bits & ~other.bits;
        if (left == 0) {
            throw new IllegalArgumentException(
                    this + " minus " + other + " leaves nothing; deregister a source that is of no interest");
        }
        return CANONICAL[left];
    }

    /** {@return whether {@link #READABLE} is part of this} */
    public boolean isReadable() {
        return (bits & Readiness.READABLE) != 0;
    }

    /** {@return whether {@link #WRITABLE} is part of this} */
    public boolean isWritable() {
        return (bits & Readiness.WRITABLE) != 0;
    }

    /** {@return whether {@link #PRIORITY} is part of this} */
    public boolean isPriority() {
        return (bits & Readiness.PRIORITY) != 0;
    }

    /** {@return the names of its parts, such as {@code READABLE|WRITABLE}} */
    @Override
    public String toString() {
        return Readiness.toString(bits);
    }
}
