package dev.vedette.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The close protocol: counts the uses of a resource, and decides which thread releases it.
 *
 * <p>One atomic has all state: {@code CLOSED} after the close, and in the other bits the number of uses in progress.
 *
 * <ol>
 *   <li>A thread enters before it uses the resource, and exits afterwards. Entering fails once {@code CLOSED} is set.
 *       {@code CLOSED} is never cleared, so the number of uses can only fall from then on.
 *   <li>Closing sets {@code CLOSED} and enters, in one step. The thread that closes is a user until it exits.
 *   <li>The exit that leaves only {@code CLOSED} is the last. There is exactly one, and it happens after every other
 *       use. Its thread releases the resource. Hence no descriptor is closed during a system call, and none is used
 *       after it is closed.
 * </ol>
 */
public final class UseCount {
    private static final int CLOSED = 1 << 31;

    private final AtomicInteger state = new AtomicInteger();

    /** Enters; {@code false} if it is closed. */
    public boolean tryEnter() {
        int seen;
        do {
            seen = state.get();
            if (seen < 0) {
                return false;
            }
        } while (!state.weakCompareAndSetVolatile(seen, seen + 1));
        return true;
    }

    /** Exits; {@code true} if the caller must release. */
    public boolean exit() {
        return state.addAndGet(-1) == CLOSED;
    }

    /** Closes and enters; {@code false} if it was closed already, and then nothing has been entered. */
    public boolean close() {
        int seen;
        do {
            seen = state.get();
            if (seen < 0) {
                return false;
            }
        } while (!state.weakCompareAndSetVolatile(seen, (seen + 1) | CLOSED));
        return true;
    }

    public boolean isClosed() {
        return state.get() < 0;
    }
}
