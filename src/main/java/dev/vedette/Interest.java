package dev.vedette;

import dev.vedette.internal.Readiness;

/**
 * The readiness that a poll reports for a source: readable, writable, priority, read closed, a combination of them, or
 * nothing.
 *
 * <p>There is exactly one instance for each combination, so interests can be compared with {@code ==}. Interests are
 * immutable and safe from any thread.
 *
 * <p>Error and closed conditions are reported for every interest, even for {@link #NONE}, if the backend reports them
 * at all (see {@link Event}). There is one exception: that the peer has ended its half of a stream is reported only
 * with {@link #READABLE} or {@link #READ_CLOSED}.
 *
 * @since 0.1
 */
public final class Interest {
    private static final Interest[] CANONICAL = new Interest[Readiness.INTEREST_MASK + 1];

    static {
        for (int bits = 0; bits < CANONICAL.length; bits++) {
            if ((bits & ~Readiness.INTEREST_MASK) == 0) {
                CANONICAL[bits] = new Interest(bits);
            }
        }
    }

    /**
     * Nothing. A source that is registered with this interest is paused: it keeps its registration and reports no
     * readiness. {@code reregister} with another interest resumes it, and reports a condition that holds by then. A
     * program pauses a source whose events it cannot handle for a while: a connection whose peer does not read, a
     * listener while no descriptor is left, a source that another thread is working on.
     *
     * <p>On a native backend the kernel still reports errors and hang-ups ({@code EPOLLERR} and {@code EPOLLHUP}, see
     * epoll_ctl(2)): a TCP connection that has been reset, or a pipe whose other end is closed. With
     * {@link Trigger#LEVEL} every poll reports such a source, and the loop spins until the program responds. A program
     * that does not want to respond during the pause uses {@link Trigger#ONESHOT}, which reports the source once, or
     * deregisters the source when such an event arrives. On the {@link Backend#NIO} backend a paused channel is silent.
     *
     * <p>A descriptor that loses a condition when the system asks for it (see {@link dev.vedette.unix.Descriptor
     * Descriptor}) is silent while it is paused, and keeps the condition.
     */
    public static final Interest NONE = CANONICAL[0];

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

    /**
     * The peer has ended its half of a stream ({@code EPOLLRDHUP}, see epoll_ctl(2)): it has closed the connection, or
     * has shut down its output. This interest serves a program that does not read at the moment and still has to know
     * when its peer is gone. It is included in {@link #READABLE}.
     *
     * <p>The event has {@link Event#isReadClosed()} and not {@link Event#isReadable()}. There may still be bytes to
     * read. With {@link Trigger#LEVEL} every poll reports the condition; {@link #NONE} ends that. A backend that is
     * built on {@link java.nio.channels.Selector} cannot serve this interest for channels.
     */
    public static final Interest READ_CLOSED = CANONICAL[Readiness.READ_CLOSED];

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
     * {@return the interest in everything that this interest includes and the other does not} The result is
     * {@link #NONE} if nothing remains.
     *
     * @param other the interest to remove
     * @throws NullPointerException if {@code other} is null
     */
    public Interest minus(Interest other) {
        return CANONICAL[bits & ~other.bits];
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

    /** {@return whether this interest includes {@link #READ_CLOSED}} */
    public boolean isReadClosed() {
        return (bits & Readiness.READ_CLOSED) != 0;
    }

    /** {@return the names of the parts, such as {@code READABLE|WRITABLE}, or {@code NONE}} */
    @Override
    public String toString() {
        return bits == 0 ? "NONE" : Readiness.toString(bits);
    }
}
