package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** epoll(7): the kernel interface, one method a call. */
final class Epoll {
    static final int EPOLLIN = 0x001;
    static final int EPOLLPRI = 0x002;
    static final int EPOLLOUT = 0x004;
    static final int EPOLLERR = 0x008;
    static final int EPOLLHUP = 0x010;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLEXCLUSIVE = 1 << 28;
    static final int EPOLLONESHOT = 1 << 30;
    static final int EPOLLET = 1 << 31;

    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;

    private static final int EPOLL_CLOEXEC = 0x80000;

    /**
     * Where things are in
     *
     * <pre>{@code
     * struct epoll_event {
     *     uint32_t     events;
     *     epoll_data_t data;     // a union of 8 bytes
     * } EPOLL_PACKED;
     * }</pre>
     *
     * which is packed on x86-64, so that 32-bit programs see the same, and on no other architecture.
     */
    record EventLayout(int size, int dataOffset) {
        static final EventLayout PACKED = new EventLayout(12, 4);
        static final EventLayout PADDED = new EventLayout(16, 8);

        static EventLayout of(String architecture) {
            return architecture.equals("amd64") || architecture.equals("x86_64") ? PACKED : PADDED;
        }

        MemorySegment allocate(Arena arena, int count) {
            return arena.allocate((long) count * size, Long.BYTES);
        }

        void set(MemorySegment event, int events, long data) {
            event.set(ValueLayout.JAVA_INT, 0, events);
            event.set(ValueLayout.JAVA_LONG_UNALIGNED, dataOffset, data);
        }

        int events(MemorySegment buffer, long offset) {
            return buffer.get(ValueLayout.JAVA_INT, offset);
        }

        long data(MemorySegment buffer, long offset) {
            return buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + dataOffset);
        }
    }

    /** The layout on this machine. */
    static final EventLayout EVENT = EventLayout.of(System.getProperty("os.arch"));

    /** What the kernel accepts as the number of events: EP_MAX_EVENTS. */
    static final int MAX_EVENTS = Integer.MAX_VALUE / EVENT.size();

    /** Size of {@code struct timespec { time_t tv_sec; long tv_nsec; }}, of two 64-bit numbers. */
    static final long TIMESPEC_SIZE = 16;

    private static final long NS_PER_S = 1_000_000_000;

    // int epoll_create1(int flags);
    private static final CFunction CREATE1 = CFunction.of("epoll_create1");

    // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
    private static final CFunction CTL = CFunction.of("epoll_ctl");

    // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
    private static final CFunction WAIT = CFunction.of("epoll_wait");

    // int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents,
    //                  const struct timespec *timeout, const sigset_t *sigmask);
    // since Linux 5.11 and glibc 2.35
    private static final CFunction PWAIT2 = CFunction.of("epoll_pwait2");

    /** Whether epoll_pwait2 works; found out by the first wait with a timeout. */
    private static final class Pwait2 {
        static final boolean WORKS = PWAIT2.exists() && worksPwait2();

        private Pwait2() {}
    }

    private Epoll() {}

    /** A new instance, closed on exec; −1 and errno if the call fails. */
    static int create(CallState state) {
        return (int) CREATE1.callAgainForErrno(state, EPOLL_CLOEXEC, 0, 0, 0);
    }

    /** Adds, changes or deletes: 0, or −1 and errno. */
    static int ctl(CallState state, int epfd, int operation, int fd, MemorySegment event) {
        try {
            return (int) CTL.callAgainForErrno(state, epfd, operation, fd, event.address());
        } finally {
            Reference.reachabilityFence(event);
        }
    }

    // The waits do without errno. Capturing it costs a few nanoseconds. It also costs 40 bytes where a poll is inlined
    // deeply: C2 then gives up inside the capturing call, which allocates the slice of the call state that
    // SharedUtils.checkCaptureSegment makes (seen with JDK 25). A wait hardly ever fails, and can be repeated.

    /**
     * Waits at most for so many milliseconds; 0 does not wait, −1 waits for ever. The number of events, or −1 if a
     * signal ends the wait or the call fails. {@link #poll} tells which.
     */
    static int await(int epfd, MemorySegment events, int maxEvents, int timeoutMs) {
        try {
            return (int) WAIT.callPlain(epfd, events.address(), maxEvents, timeoutMs, 0);
        } finally {
            Reference.reachabilityFence(events);
        }
    }

    /** Whether {@link #awaitNs} can be used. */
    static boolean hasNanoseconds() {
        return Pwait2.WORKS;
    }

    /** As {@link #await}, at most for so many nanoseconds. */
    static int awaitNs(int epfd, MemorySegment events, int maxEvents, long timeoutNs, MemorySegment timespec) {
        timespec.set(ValueLayout.JAVA_LONG, 0, timeoutNs / NS_PER_S);
        timespec.set(ValueLayout.JAVA_LONG, 8, timeoutNs % NS_PER_S);
        try {
            return (int) PWAIT2.callPlain(epfd, events.address(), maxEvents, timespec.address(), 0);
        } finally {
            Reference.reachabilityFence(events);
            Reference.reachabilityFence(timespec);
        }
    }

    /** The number of events now, or −1 and errno. Does not wait, so no signal ends it. */
    static int poll(CallState state, int epfd, MemorySegment events, int maxEvents) {
        try {
            return (int) WAIT.call(state, epfd, events.address(), maxEvents, 0);
        } finally {
            Reference.reachabilityFence(events);
        }
    }

    /**
     * The function may be in the C library but not in the kernel, or a filter that is older than the call may forbid
     * it. A call with an invalid descriptor tells: where the call works, it fails with EBADF.
     */
    private static boolean worksPwait2() {
        try (Arena arena = Arena.ofConfined()) {
            CallState state = CallState.allocate(arena);
            MemorySegment event = EVENT.allocate(arena, 1);
            MemorySegment timespec = arena.allocate(TIMESPEC_SIZE, Long.BYTES);
            long result = PWAIT2.call(state, -1, event.address(), 1, timespec.address(), 0, 0);
            return (int) result == -1 && state.errno() == Errno.EBADF;
        }
    }
}
