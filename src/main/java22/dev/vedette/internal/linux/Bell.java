package dev.vedette.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes an epoll instance readable, so that its own watcher can be seen to watch it.
 *
 * <p>Level-triggered: whoever takes the events of the instance meanwhile does not silence it.
 */
final class Bell {
    private final EpollSet set;
    private final int eventfd;
    private final MemorySegment callState = Downcalls.newCallState(Arena.ofAuto());

    private Bell(EpollSet set) throws IOException {
        this.set = set;
        eventfd = EpollSet.require(callState, "eventfd", EventFdCalls.create(callState));
    }

    /** Rings until it is stopped. */
    static Bell ring(EpollSet set) throws IOException {
        Bell bell = new Bell(set);
        try {
            set.watchOwn(bell.eventfd, Epoll.EPOLLIN);
        } catch (IOException | RuntimeException e) {
            Unistd.close(bell.callState, bell.eventfd);
            throw e;
        }
        EventFdCalls.signal(bell.eventfd);
        return bell;
    }

    void stop() {
        set.forgetOwn(eventfd);
        Unistd.close(callState, eventfd);
    }
}
