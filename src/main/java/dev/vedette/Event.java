package dev.vedette;

import dev.vedette.internal.Readiness;

/**
 * An event: a token and the conditions that hold for its source. An Event is a view of one position in an
 * {@link Events} and is valid until the next poll into that Events.
 *
 * <p>An event is a hint. It may be spurious, and it may report several conditions at once. {@link #isReadable()} and
 * {@link #isWritable()} are portable. {@link #isPriority()}, {@link #isError()}, {@link #isReadClosed()} and
 * {@link #isWriteClosed()} are hints that the {@link Backend#NIO} backend never gives. A portable program detects these
 * conditions by reading and writing. The predicates are those of mio's {@code event::Event}, except that
 * {@code EPOLLRDHUP} means the same with and without {@code EPOLLIN}: a source that is registered for
 * {@link Interest#READ_CLOSED} reports it alone.
 *
 * <p>A native backend may report a source that has failed, or that is closed, by these hints alone. A program should
 * therefore respond to every event by trying the operation that it waits for, whichever conditions the event reports.
 *
 * <table>
 * <caption>The epoll flags behind each predicate</caption>
 * <tr><th>predicate</th><th>flags</th></tr>
 * <tr><td>readable</td><td>{@code EPOLLIN} or {@code EPOLLPRI}</td></tr>
 * <tr><td>writable</td><td>{@code EPOLLOUT}</td></tr>
 * <tr><td>priority</td><td>{@code EPOLLPRI}</td></tr>
 * <tr><td>error</td><td>{@code EPOLLERR}</td></tr>
 * <tr><td>read closed</td><td>{@code EPOLLHUP} or {@code EPOLLRDHUP}</td></tr>
 * <tr><td>write closed</td><td>{@code EPOLLHUP}, or {@code EPOLLOUT} with {@code EPOLLERR}, or {@code EPOLLERR}
 *     alone</td></tr>
 * </table>
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} if the view has outlived its poll and its position is now
 * empty. An Event is not thread-safe.
 *
 * @since 0.1
 */
public final class Event {
    private final Events events;
    private final int index;

    Event(Events events, int index) {
        this.events = events;
        this.index = index;
    }

    /** {@return the token with which the source or {@link Waker} was registered} */
    public long token() {
        return events.token(index);
    }

    /**
     * {@return whether reading, receiving or accepting will probably not block} Also true for the event of a
     * {@link Waker}.
     */
    public boolean isReadable() {
        return has(Readiness.READABLE);
    }

    /** {@return whether writing will probably not block, or a pending connection attempt has succeeded or failed} */
    public boolean isWritable() {
        return has(Readiness.WRITABLE);
    }

    /** {@return whether priority data is available} This is a hint. */
    public boolean isPriority() {
        return has(Readiness.PRIORITY);
    }

    /**
     * {@return whether the source is in an error state} The next operation on the source reports the error. This is a
     * hint.
     */
    public boolean isError() {
        return has(Readiness.ERROR);
    }

    /**
     * {@return whether no more data will arrive from the peer} Data that has already arrived can still be read. This is
     * a hint.
     */
    public boolean isReadClosed() {
        return has(Readiness.READ_CLOSED);
    }

    /** {@return whether data can no longer be written to the peer} This is a hint. */
    public boolean isWriteClosed() {
        return has(Readiness.WRITE_CLOSED);
    }

    private boolean has(int bit) {
        return (events.readiness(index) & bit) != 0;
    }

    /** {@return a string with the token and the conditions, such as {@code Event[token=7, READABLE|READ_CLOSED]}} */
    @Override
    public String toString() {
        return "Event[token=" + token() + ", " + Readiness.toString(events.readiness(index)) + "]";
    }
}
