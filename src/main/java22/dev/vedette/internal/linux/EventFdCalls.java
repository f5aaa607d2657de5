package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_LONG;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** eventfd(2). */
final class EventFdCalls {
    private static final int EFD_SEMAPHORE = 1;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;

    // int eventfd(unsigned int initval, int flags);
    private static final MethodHandle EVENTFD = Downcalls.withErrno("eventfd", C_INT, C_INT, C_INT);

    // ssize_t write(int fd, const void *buf, size_t count);
    private static final MethodHandle WRITE = Downcalls.plain("write", C_LONG, C_INT, C_POINTER, C_LONG);

    private static final MemorySegment ONE = one();

    private EventFdCalls() {}

    private static MemorySegment one() {
        MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        return one;
    }

    /** A new counter at 0, non-blocking and closed on exec; −1 and errno if the system refuses. */
    static int create(MemorySegment callState) {
        return create(callState, false);
    }

    /** As {@link #create(MemorySegment)}, and such that a read takes 1 if it is a semaphore. */
    static int create(MemorySegment callState, boolean semaphore) {
        int flags = EFD_NONBLOCK | EFD_CLOEXEC | (semaphore ? EFD_SEMAPHORE : 0);
        try {
            return (int) EVENTFD.invokeExact(callState, 0, flags);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /**
     * Adds 1 to the counter. Safe from any thread, and so without errno, which would need memory for each; on an
     * eventfd that exists the only failure is a counter that is full, at 2⁶⁴ − 2.
     */
    static boolean signal(int fd) {
        try {
            return (long) WRITE.invokeExact(fd, ONE, (long) Long.BYTES) == Long.BYTES;
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
