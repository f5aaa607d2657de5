package dev.vedette;

import dev.vedette.internal.PollCore;
import dev.vedette.internal.WakeQueue;

/**
 * Ends a wait of a {@link Poll} from another thread, or before it begins.
 *
 * <p>A wake before, during or after a poll makes the next poll return with exactly one event for the waker's token,
 * readable, however often it was woken in between. What a thread did before {@link #wake()} is visible to the thread
 * that polls once it has the event.
 *
 * <p>A Poll can have any number of wakers. They belong to it, need no closing, and cannot be lost. The model is mio's
 * {@code Waker}, of which there can be but one.
 *
 * @see Registry#waker(long)
 */
public final class Waker {
    private final PollCore core;
    private final WakeQueue.Entry entry;

    Waker(PollCore core, long token) {
        this.core = core;
        this.entry = core.wakeEntry(token);
    }

    /**
     * Makes the poll return with an event for this token. Does nothing if the Poll is closed, so that a program may
     * stop a loop without knowing whether the loop has ended by itself, as with
     * {@link java.nio.channels.Selector#wakeup}.
     *
     * <p>Safe from any thread; does not block, and makes no system call unless the poll is asleep.
     */
    public void wake() {
        core.wake(entry);
    }

    /** {@return the token that its event carries} */
    public long token() {
        return entry.token();
    }

    /** {@return a text that names the token} */
    @Override
    public String toString() {
        return "Waker[token=" + token() + "]";
    }
}
