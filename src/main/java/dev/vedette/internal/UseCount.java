package dev.vedette.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The close protocol: who is using something that must not be released under them, and who releases it.
 *
 * <p>One atomic holds it all: {@code CLOSED} once somebody has closed it, and in the other bits the number of uses in
 * progress.
 *
 * <ol>
 *   <li>Whoever wants to touch the resource enters first and exits after. Entering fails once {@code CLOSED} is set,
 *       and {@code CLOSED} never goes away, so that the number of users only falls from then on.
 *   <li>Closing sets {@code CLOSED} and enters, in one step: the closer is a user until it exits.
 *   <li>The exit that leaves {@code CLOSED} alone is the last, there is exactly one, and it happens after every other
 *       use. Whoever does it releases the resource. Hence no descriptor is closed under a system call in progress, and
 *       none is used after.
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
