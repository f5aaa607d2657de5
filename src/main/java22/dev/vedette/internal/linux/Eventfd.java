package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** eventfd(2). */
final class Eventfd {
    private static final int EFD_SEMAPHORE = 1;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;

    // int eventfd(unsigned int initval, int flags);
    private static final CFunction EVENTFD = CFunction.of("eventfd");

    // ssize_t write(int fd, const void *buf, size_t count);
    private static final CFunction WRITE = CFunction.of("write");

    private static final MemorySegment ONE = one();

    private Eventfd() {}

    private static MemorySegment one() {
        MemorySegment one = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        return one;
    }

    /** A new counter at 0, non-blocking and closed on exec; −1 and errno if the call fails. */
    static int create(CallState state, boolean semaphore) {
        return (int)
                EVENTFD.callAgainForErrno(state, 0, EFD_NONBLOCK | EFD_CLOEXEC | (semaphore ? EFD_SEMAPHORE : 0), 0, 0);
    }

    /**
     * Adds 1 to the counter. Safe from any thread, and therefore without errno, which needs memory for each thread. On
     * an open eventfd the call fails only if the counter is at its maximum, 2⁶⁴ − 2.
     */
    static boolean signal(int fd) {
        try {
            return WRITE.callPlain(fd, ONE.address(), Long.BYTES, 0, 0) == Long.BYTES;
        } finally {
            Reference.reachabilityFence(ONE);
        }
    }
}
