package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** epoll(7): the kernel interface, one method a call. */
final class Epoll {
    static final int EPOLLIN = 0x001;
    static final int EPOLLPRI = 0x002;
    static final int EPOLLOUT = 0x004;
    static final int EPOLLERR = 0x008;
    static final int EPOLLHUP = 0x010;
    static final int EPOLLRDHUP = 0x2000;
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
    private static final MethodHandle CREATE1 = Downcalls.withErrno("epoll_create1", C_INT, C_INT);

    // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
    private static final MethodHandle CTL = Downcalls.withErrno("epoll_ctl", C_INT, C_INT, C_INT, C_INT, C_POINTER);

    // The waits do without errno. To capture it costs a few nanoseconds a call, and more than that: where a poll is
    // inlined deeply, C2 gives up inside of the capturing call, which then allocates 40 bytes (the slice of the call
    // state
    // that SharedUtils.checkCaptureSegment makes; seen with JDK 25). A wait hardly ever fails, and can be asked again.

    // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
    private static final MethodHandle WAIT = Downcalls.plain("epoll_wait", C_INT, C_INT, C_POINTER, C_INT, C_INT);
    private static final MethodHandle WAIT_WITH_ERRNO =
            Downcalls.withErrno("epoll_wait", C_INT, C_INT, C_POINTER, C_INT, C_INT);

    // int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents,
    //                  const struct timespec *timeout, const sigset_t *sigmask);
    // since Linux 5.11 and glibc 2.35; null where it cannot be used
    private static final MethodHandle PWAIT2 = worksPwait2()
            ? Downcalls.plain("epoll_pwait2", C_INT, C_INT, C_POINTER, C_INT, C_POINTER, C_POINTER)
            : null;

    private Epoll() {}

    /** A new instance, closed on exec; −1 and errno if the system refuses. */
    static int create(MemorySegment callState) {
        try {
            return (int) CREATE1.invokeExact(callState, EPOLL_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** Adds, changes or deletes; −1 and errno if the system refuses. */
    static int ctl(MemorySegment callState, int epfd, int operation, int fd, MemorySegment event) {
        try {
            return (int) CTL.invokeExact(callState, epfd, operation, fd, event);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /**
     * Waits for at most so many milliseconds, 0 for not at all, −1 for ever; the number of events, or −1 if a signal
     * ended the wait or the system refuses it. Which of them {@link #poll} finds out.
     */
    static int await(int epfd, MemorySegment events, int maxEvents, int timeoutMs) {
        try {
            return (int) WAIT.invokeExact(epfd, events, maxEvents, timeoutMs);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** Whether {@link #awaitNs} can be used. */
    static boolean hasNanoseconds() {
        return PWAIT2 != null;
    }

    /** As {@link #await}, for at most so many nanoseconds. */
    static int awaitNs(int epfd, MemorySegment events, int maxEvents, long timeoutNs, MemorySegment timespec) {
        timespec.set(ValueLayout.JAVA_LONG, 0, timeoutNs / NS_PER_S);
        timespec.set(ValueLayout.JAVA_LONG, 8, timeoutNs % NS_PER_S);
        try {
            return (int) PWAIT2.invokeExact(epfd, events, maxEvents, timespec, MemorySegment.NULL);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** What there is now, without waiting, so that no signal can come between; −1 and errno if the system refuses. */
    static int poll(MemorySegment callState, int epfd, MemorySegment events, int maxEvents) {
        try {
            return (int) WAIT_WITH_ERRNO.invokeExact(callState, epfd, events, maxEvents, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /**
     * The function may be in the C library and yet not in the kernel, or be forbidden by a filter that is older than it
     * is. A call on no descriptor tells: where it works, it fails with EBADF.
     */
    private static boolean worksPwait2() {
        if (!Downcalls.has("epoll_pwait2")) {
            return false;
        }
        MethodHandle handle = Downcalls.withErrno("epoll_pwait2", C_INT, C_INT, C_POINTER, C_INT, C_POINTER, C_POINTER);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            MemorySegment event = EVENT.allocate(arena, 1);
            MemorySegment timespec = arena.allocate(TIMESPEC_SIZE, Long.BYTES);
            int result = (int) handle.invokeExact(callState, -1, event, 1, timespec, MemorySegment.NULL);
            return result == -1 && Downcalls.errno(callState) == Errno.EBADF;
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
