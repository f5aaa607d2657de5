package dev.vedette.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * Makes an epoll instance readable, so that its own watcher can be seen to watch it.
 *
 * <p>Level-triggered: whoever takes the events of the instance meanwhile does not silence it.
 */
final class Bell {
    private final EpollSet set;
    private final int eventfd;
    private final CallState state = CallState.allocate(Arena.ofAuto());

    private Bell(EpollSet set) throws IOException {
        this.set = set;
        eventfd = Errno.checkBackend(Eventfd.create(state, false), state, "eventfd");
    }

    /** Rings until it is stopped. */
    static Bell ring(EpollSet set) throws IOException {
        Bell bell = new Bell(set);
        try {
            set.watchOwn(bell.eventfd, Epoll.EPOLLIN);
        } catch (IOException | RuntimeException e) {
            Unistd.close(bell.state, bell.eventfd);
            throw e;
        }
        Eventfd.signal(bell.eventfd);
        return bell;
    }

    void stop() {
        set.forgetOwn(eventfd);
        Unistd.close(state, eventfd);
    }
}
