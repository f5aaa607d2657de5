package dev.vedette.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** pidfd_open(2), and poll(2) of one descriptor. */
final class Pidfd {
    /** The number is the same on every architecture of the JDK. glibc has a function for the call since 2.36. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final short POLLIN = 1;
    private static final short POLLNVAL = 0x20;

    // long syscall(long number, ...);
    private static final CFunction SYSCALL = CFunction.of("syscall");

    // int poll(struct pollfd *fds, nfds_t nfds, int timeout);
    private static final CFunction POLL = CFunction.of("poll");

    private Pidfd() {}

    /**
     * The fields of
     *
     * <pre>{@code
     * struct pollfd {
     *     int   fd;
     *     short events;
     *     short revents;
     * };
     * }</pre>
     */
    static final class PollFd {
        private static final long EVENTS = 4;
        private static final long REVENTS = 6;

        private PollFd() {}

        static void writeReadable(MemorySegment struct, int fd) {
            struct.set(ValueLayout.JAVA_INT, 0, fd);
            struct.set(ValueLayout.JAVA_SHORT, EVENTS, POLLIN);
            struct.set(ValueLayout.JAVA_SHORT, REVENTS, (short) 0);
        }

        static boolean isInvalid(MemorySegment struct) {
            return (struct.get(ValueLayout.JAVA_SHORT, REVENTS) & POLLNVAL) != 0;
        }
    }

    /** A new descriptor for a process, closed on exec; −1 and errno if the call fails. */
    static int open(CallState state, int pid) {
        return (int) SYSCALL.call(state, SYS_PIDFD_OPEN, pid, 0);
    }

    /**
     * Polls one descriptor without waiting: 1 if there is anything to report, otherwise 0; −1 and errno if the call
     * fails. A signal can interrupt the call although it does not wait, because the kernel checks for signals before it
     * checks the timeout.
     */
    static int poll(CallState state, MemorySegment pollFd) {
        try {
            return (int) POLL.call(state, pollFd.address(), 1, 0);
        } finally {
            Reference.reachabilityFence(pollFd);
        }
    }
}
