package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import dev.vedette.internal.unix.SignalFds;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** signalfd(2). */
final class NativeSignalFds implements SignalFds {
    private static final int SFD_NONBLOCK = 0x800;
    private static final int SFD_CLOEXEC = 0x80000;

    // int signalfd(int fd, const sigset_t *mask, int flags);
    private static final MethodHandle SIGNALFD = Downcalls.withErrno("signalfd", C_INT, C_INT, C_POINTER, C_INT);

    /**
     * Where things are in
     *
     * <pre>{@code
     * struct signalfd_siginfo {
     *     uint32_t ssi_signo;
     *     int32_t  ssi_errno;
     *     int32_t  ssi_code;
     *     uint32_t ssi_pid;
     *     uint32_t ssi_uid;
     *     ...                  // 128 bytes in all
     * };
     * }</pre>
     */
    private static final class Info {
        static final long SIGNO = 0;
        static final long CODE = 8;
        static final long PID = 12;
        static final long UID = 16;
        static final long SIZE = 128;

        private Info() {}
    }

    /** A {@code sigset_t} of the C library has 1024 bits, signal 1 being the first; the others are 0. */
    private static final int SIGSET_SIZE = 128;

    @Override
    public int open(long signals) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            MemorySegment set = scratch.copy().asSlice(0, SIGSET_SIZE).fill((byte) 0);
            set.set(ValueLayout.JAVA_LONG, 0, signals);
            int fd = signalfd(scratch.callState, set);
            if (fd == -1) {
                throw Errno.refusal("signalfd", scratch.errno(), "2.6.27");
            }
            return fd;
        } finally {
            scratch.give();
        }
    }

    private static int signalfd(MemorySegment callState, MemorySegment set) {
        try {
            return (int) SIGNALFD.invokeExact(callState, -1, set, SFD_NONBLOCK | SFD_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The kernel gives whole structures only. */
    @Override
    public void take(int fd, Sink sink) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            MemorySegment buffer = scratch.copy();
            long count = scratch.read(fd, buffer, buffer.byteSize());
            for (long info = 0; info < count; info += Info.SIZE) {
                sink.signal(
                        buffer.get(ValueLayout.JAVA_INT, info + Info.SIGNO),
                        buffer.get(ValueLayout.JAVA_INT, info + Info.CODE),
                        buffer.get(ValueLayout.JAVA_INT, info + Info.PID),
                        buffer.get(ValueLayout.JAVA_INT, info + Info.UID));
            }
        } finally {
            scratch.give();
        }
    }
}
