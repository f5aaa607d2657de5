package dev.vedette.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/** signalfd(2). */
final class Signalfd {
    private static final int SFD_NONBLOCK = 0x800;
    private static final int SFD_CLOEXEC = 0x80000;

    /** A {@code sigset_t} of the C library has 1024 bits, the first of which is signal 1. */
    private static final int SIGSET_SIZE = 128;

    // int signalfd(int fd, const sigset_t *mask, int flags);
    private static final CFunction SIGNALFD = CFunction.of("signalfd");

    private Signalfd() {}

    /**
     * A new descriptor, non-blocking and closed on exec; −1 and errno if the call fails.
     *
     * @param mask memory for the {@code sigset_t}
     */
    static int create(CallState state, MemorySegment mask, long signals) {
        mask.asSlice(0, SIGSET_SIZE).fill((byte) 0);
        mask.set(ValueLayout.JAVA_LONG, 0, signals);
        try {
            return (int) SIGNALFD.call(state, -1, mask.address(), SFD_NONBLOCK | SFD_CLOEXEC);
        } finally {
            Reference.reachabilityFence(mask);
        }
    }
}
