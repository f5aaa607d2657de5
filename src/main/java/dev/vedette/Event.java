package dev.vedette;

import dev.vedette.internal.Readiness;

/**
 * One ready token: a view of one place in an {@link Events}, valid until the next poll into it.
 *
 * <p>An event is a hint. It may be spurious, and one event may carry several conditions. {@link #isReadable()} and
 * {@link #isWritable()} are portable; {@link #isPriority()}, {@link #isError()}, {@link #isReadClosed()} and
 * {@link #isWriteClosed()} are hints that the {@link Backend#NIO} backend never gives, so a portable program learns of
 * them by reading and writing. The predicates are those of mio's {@code event::Event}.
 *
 * <p>On a native backend a source that has failed or that is closed may be reported by the hints alone. So a program
 * answers every event of a token by trying the operation that it waits for, whatever the event says.
 *
 * <table>
 * <caption>What epoll's flags become</caption>
 * <tr><th>predicate</th><th>flags</th></tr>
 * <tr><td>readable</td><td>{@code EPOLLIN} or {@code EPOLLPRI}</td></tr>
 * <tr><td>writable</td><td>{@code EPOLLOUT}</td></tr>
 * <tr><td>priority</td><td>{@code EPOLLPRI}</td></tr>
 * <tr><td>error</td><td>{@code EPOLLERR}</td></tr>
 * <tr><td>read closed</td><td>{@code EPOLLHUP}, or {@code EPOLLIN} with {@code EPOLLRDHUP}</td></tr>
 * <tr><td>write closed</td><td>{@code EPOLLHUP}, or {@code EPOLLOUT} with {@code EPOLLERR}, or {@code EPOLLERR}
 *     alone</td></tr>
 * </table>
 *
 * <p>Every method throws {@link IndexOutOfBoundsException} on a view that outlived its poll and whose place is empty
 * now. Not thread-safe.
 */
public final class Event {
    private final Events events;
    private final int index;

    Event(Events events, int index) {
        this.events = events;
        this.index = index;
    }

    /** {@return the token that the source or {@link Waker} was registered with} */
    public long token() {
        return events.token(index);
    }

    /** {@return whether reading, receiving or accepting will probably not block; also set for a {@link Waker}} */
    public boolean isReadable() {
        return has(Readiness.READABLE);
    }

    /** {@return whether writing will probably not block, or {@code finishConnect} has an answer} */
    public boolean isWritable() {
        return has(Readiness.WRITABLE);
    }

    /** {@return whether there is priority data; a hint} */
    public boolean isPriority() {
        return has(Readiness.PRIORITY);
    }

    /** {@return whether the source is in an error state, which the next operation on it will report; a hint} */
    public boolean isError() {
        return has(Readiness.ERROR);
    }

    /** {@return whether nothing more will come from the peer once what is there has been read; a hint} */
    public boolean isReadClosed() {
        return has(Readiness.READ_CLOSED);
    }

    /** {@return whether writing has become futile; a hint} */
    public boolean isWriteClosed() {
        return has(Readiness.WRITE_CLOSED);
    }

    private boolean has(int bit) {
        return (events.readiness(index) & bit) != 0;
    }

    /** {@return token and conditions, such as {@code Event[token=7, READABLE|READ_CLOSED]}} */
    @Override
    public String toString() {
        return "Event[token=" + token() + ", " + Readiness.toString(events.readiness(index)) + "]";
    }
}
