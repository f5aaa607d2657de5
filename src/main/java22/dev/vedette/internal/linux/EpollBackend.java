package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLLET;
import static dev.vedette.internal.linux.Epoll.EPOLLIN;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.SelectableChannel;

/** The backend on Linux's epoll(7): an {@link EpollSet} with an eventfd that ends a wait. */
final class EpollBackend extends EpollSet implements PollBackend {
    /** Used by the constructor, by wake-ups and by close. */
    private final CallState state = CallState.allocate(Arena.ofAuto());

    private final EpollEvents events = events();

    /**
     * An eventfd, registered edge-triggered: every write is an event, and it need never be read. −1 once it is closed.
     * Used by wake-ups and by close.
     */
    private int wakeFd;

    /** The eventfd that other code has closed, or −1. Likewise. */
    private int lostFd = -1;

    /** Used by the polling thread. */
    private final ParkingWait parkingWait;

    EpollBackend() throws IOException {
        this(true);
    }

    /** See {@link EpollSet#EpollSet(boolean)}. */
    EpollBackend(boolean shieldIsPossible) throws IOException {
        super(shieldIsPossible);
        boolean opened = false;
        try {
            parkingWait = new ParkingWait(this);
            wakeFd = openWakeFd();
            opened = true;
        } finally {
            if (!opened) {
                super.close();
            }
        }
    }

    private int openWakeFd() throws IOException {
        int eventfd = Errno.checkBackend(Eventfd.create(state, false), state, "eventfd");
        boolean watched = false;
        try {
            watchEventfd(eventfd, EPOLLIN | EPOLLET);
            watched = true;
        } finally {
            if (!watched) {
                Unistd.close(state, eventfd);
            }
        }
        return eventfd;
    }

    @Override
    public Backend kind() {
        return Backend.EPOLL;
    }

    @Override
    public boolean supports(Trigger trigger) {
        return true;
    }

    @Override
    public boolean supportsExclusive() {
        return true;
    }

    @Override
    public boolean seesChangesWhileWaiting() {
        return true;
    }

    @Override
    public boolean waitsInterruptibly() {
        return false;
    }

    // ---- registering

    /**
     * If the descriptor needs a shield that is not possible, waits are no longer made in a Selector, which would
     * consume its conditions. A virtual thread that is waiting in one is woken.
     */
    @Override
    public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        try {
            super.register(fd, token, interest, trigger);
        } catch (UnsupportedOperationException e) {
            parkingWait.forbid();
            wakeup();
            registerUnshielded(fd, token, interest, trigger);
        }
    }

    /** Likewise. */
    @Override
    public void registerExclusive(int fd, long token, Interest interest) throws IOException {
        try {
            super.registerExclusive(fd, token, interest);
        } catch (UnsupportedOperationException e) {
            register(fd, token, interest, Trigger.LEVEL);
        }
    }

    /** The descriptor of a closed channel is released at once. */
    @Override
    public void afterClose(SelectableChannel channel) {}

    // ---- selecting

    @Override
    public void select(ReadyList ready, long timeoutNs) throws IOException {
        if (timeoutNs > 0 && Thread.currentThread().isVirtual()) {
            selectParking(ready, timeoutNs);
        } else {
            events.select(ready, timeoutNs);
        }
    }

    /**
     * Parks a virtual thread, because a native wait would hold its carrier. The wait takes no events; the select after
     * it does. The select before it finds what is already there. If that is a wake-up, there must be no wait, because
     * the select has consumed it.
     */
    private void selectParking(ReadyList ready, long timeoutNs) throws IOException {
        if (!events.select(ready, 0)) {
            boolean parked = parkingWait.await(timeoutNs);
            events.select(ready, parked ? 0 : timeoutNs);
        }
    }

    // ---- waking and closing

    /**
     * If other code has closed the eventfd, a new one takes its place. The old number is not used any more, because it
     * may belong to that code by now.
     */
    @Override
    public void wakeup() throws IOException {
        if (!Eventfd.signal(wakeFd)) {
            int eventfd = openWakeFd();
            lostFd = wakeFd;
            wakeFd = eventfd;
            Eventfd.signal(eventfd);
            release(lostFd);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeWakeFd();
        } finally {
            try {
                parkingWait.close();
            } finally {
                super.close();
            }
        }
    }

    private void closeWakeFd() throws IOException {
        int eventfd = wakeFd;
        wakeFd = -1;
        if (eventfd != -1) {
            if (Eventfd.signal(eventfd)) {
                Errno.checkBackend(Unistd.close(state, eventfd), state, "close(eventfd)");
            } else {
                lostFd = eventfd;
            }
        }
        if (lostFd != -1) {
            throw new IOException("eventfd " + lostFd + " of this Poll was closed by other code");
        }
    }
}
