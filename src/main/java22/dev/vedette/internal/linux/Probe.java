package dev.vedette.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * Makes an epoll instance readable, so that the instance that watches it can be seen to do so. Level-triggered: taking
 * the events of the instance does not end it.
 */
final class Probe implements AutoCloseable {
    private final EpollSet set;
    private final int eventfd;
    private final CallState state = CallState.allocate(Arena.ofAuto());

    /** Starts. */
    Probe(EpollSet set) throws IOException {
        this.set = set;
        eventfd = Errno.checkBackend(Eventfd.create(state, false), state, "eventfd");
        boolean started = false;
        try {
            set.watchEventfd(eventfd, Epoll.EPOLLIN);
            started = true;
        } finally {
            if (!started) {
                Unistd.close(state, eventfd);
            }
        }
        Eventfd.signal(eventfd);
    }

    /** Ends it. */
    @Override
    public void close() {
        set.forgetEventfd(eventfd);
        Unistd.close(state, eventfd);
    }
}
