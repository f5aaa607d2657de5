package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLLERR;
import static dev.vedette.internal.linux.Epoll.EPOLLET;
import static dev.vedette.internal.linux.Epoll.EPOLLEXCLUSIVE;
import static dev.vedette.internal.linux.Epoll.EPOLLHUP;
import static dev.vedette.internal.linux.Epoll.EPOLLIN;
import static dev.vedette.internal.linux.Epoll.EPOLLONESHOT;
import static dev.vedette.internal.linux.Epoll.EPOLLOUT;
import static dev.vedette.internal.linux.Epoll.EPOLLPRI;
import static dev.vedette.internal.linux.Epoll.EPOLLRDHUP;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.Readiness;

/** The meaning of epoll's flags, modelled on mio's {@code event::Event}. */
final class EpollFlags {
    /** The readiness for each combination of the six flags, at the index that {@link #index} returns. */
    private static final byte[] READINESS = new byte[1 << 6];

    static {
        for (int low = 0; low <= (EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLERR | EPOLLHUP); low++) {
            READINESS[index(low)] = (byte) translate(low);
            READINESS[index(low | EPOLLRDHUP)] = (byte) translate(low | EPOLLRDHUP);
        }
    }

    private EpollFlags() {}

    /** The flags to request from the kernel, which adds EPOLLERR and EPOLLHUP itself. */
    static int of(Interest interest, Trigger trigger) {
        int flags = 0; // no switch on an enum, which would need a class of its own
        if (trigger == Trigger.EDGE) {
            flags |= EPOLLET;
        } else if (trigger == Trigger.ONESHOT) {
            flags |= EPOLLONESHOT;
        }
        if (interest.isReadable()) {
            flags |= EPOLLIN | EPOLLRDHUP;
        }
        if (interest.isWritable()) {
            flags |= EPOLLOUT;
        }
        if (interest.isPriority()) {
            flags |= EPOLLPRI;
        }
        if (interest.isReadClosed()) {
            flags |= EPOLLRDHUP;
        }
        return flags;
    }

    /** As {@link #of}, for an exclusive registration. The kernel accepts EPOLLRDHUP only without EPOLLEXCLUSIVE. */
    static int exclusive(Interest interest) {
        return EPOLLEXCLUSIVE | of(interest, Trigger.LEVEL) & ~EPOLLRDHUP;
    }

    /** The registration that the flags stand for, in words. */
    static String describe(int flags) {
        Interest interest = Interest.NONE;
        if ((flags & EPOLLIN) != 0) {
            interest = interest.plus(Interest.READABLE);
        } else if ((flags & EPOLLRDHUP) != 0) {
            interest = interest.plus(Interest.READ_CLOSED);
        }
        if ((flags & EPOLLOUT) != 0) {
            interest = interest.plus(Interest.WRITABLE);
        }
        if ((flags & EPOLLPRI) != 0) {
            interest = interest.plus(Interest.PRIORITY);
        }
        if ((flags & EPOLLEXCLUSIVE) != 0) {
            return interest + ", exclusive";
        }
        if ((flags & EPOLLONESHOT) == 0) {
            return interest + ", " + ((flags & EPOLLET) != 0 ? Trigger.EDGE : Trigger.LEVEL);
        }
        // the kernel adds EPOLLHUP to every registration, and disarms one by removing all but the trigger
        return (flags & EPOLLHUP) != 0 ? interest + ", ONESHOT" : "ONESHOT, disarmed";
    }

    /** The readiness that the flags of an event stand for. */
    static int readiness(int flags) {
        return READINESS[index(flags)];
    }

    /** EPOLLRDHUP is bit 13, the others are bits 0 to 4. */
    private static int index(int flags) {
        return flags & 0x1f | (flags & EPOLLRDHUP) >> 8;
    }

    private static int translate(int flags) {
        boolean in = (flags & EPOLLIN) != 0;
        boolean out = (flags & EPOLLOUT) != 0;
        boolean priority = (flags & EPOLLPRI) != 0;
        boolean error = (flags & EPOLLERR) != 0;
        boolean hangUp = (flags & EPOLLHUP) != 0;
        boolean readHangUp = (flags & EPOLLRDHUP) != 0;
        return (in || priority ? Readiness.READABLE : 0)
                | (out ? Readiness.WRITABLE : 0)
                | (priority ? Readiness.PRIORITY : 0)
                | (error ? Readiness.ERROR : 0)
                | (hangUp || readHangUp ? Readiness.READ_CLOSED : 0)
                | (hangUp || out && error || flags == EPOLLERR ? Readiness.WRITE_CLOSED : 0);
    }
}
