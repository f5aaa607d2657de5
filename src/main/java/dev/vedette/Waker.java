package dev.vedette;

import dev.vedette.internal.PollCore;
import dev.vedette.internal.WakeQueue;
import java.io.UncheckedIOException;

/**
 * Ends a wait of a {@link Poll} from another thread, or before the wait begins.
 *
 * <p>A wake-up before, during or after a poll makes the next poll return with exactly one event for the waker. The
 * event is readable and carries the waker's token. There is one event no matter how often the waker was woken in
 * between. Actions in a thread before it calls {@link #wake()} <i>happen-before</i> the return of the poll that reports
 * the event.
 *
 * <p>A Poll can have any number of wakers. They belong to the Poll and need not be closed. No wake-up is lost. The
 * model is mio's {@code Waker}, of which a Poll can have only one.
 *
 * @see Registry#waker(long)
 * @since 0.1
 */
public final class Waker {
    private final PollCore core;
    private final WakeQueue.Entry entry;

    Waker(PollCore core, long token) {
        this.core = core;
        this.entry = core.wakeEntry(token);
    }

    /**
     * Wakes up the Poll: its poll in progress or, if there is none, its next poll returns with an event for this waker.
     * Does nothing if the Poll is closed. A program can therefore stop a loop without knowing whether the loop has
     * already ended, as with {@link java.nio.channels.Selector#wakeup}.
     *
     * <p>This method is safe from any thread. It does not block, and it makes a system call only if the poll is asleep.
     *
     * @throws UncheckedIOException if the system refuses to wake a poll that is asleep, for example because other code
     *     has closed the descriptor for it; the next wake-up by any waker of this Poll tries again
     */
    public void wake() {
        core.wake(entry);
    }

    /** {@return the token that the events of this waker carry} */
    public long token() {
        return entry.token();
    }

    /** {@return a string that names the token} */
    @Override
    public String toString() {
        return "Waker[token=" + token() + "]";
    }
}
