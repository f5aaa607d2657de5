package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_LONG;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import dev.vedette.internal.unix.ProcessFds;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** pidfd_open(2), and poll(2) of one descriptor. */
final class NativeProcessFds implements ProcessFds {
    /** The same on every architecture of the JDK; glibc has a function for it since 2.36. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final short POLLIN = 1;
    private static final short POLLNVAL = 0x20;

    // long syscall(long number, ...);
    private static final MethodHandle SYSCALL = Downcalls.variadicWithErrno("syscall", 1, C_LONG, C_LONG, C_INT, C_INT);

    // int poll(struct pollfd *fds, nfds_t nfds, int timeout);
    private static final MethodHandle POLL = Downcalls.withErrno("poll", C_INT, C_POINTER, C_LONG, C_INT);

    /**
     * Where things are in
     *
     * <pre>{@code
     * struct pollfd {
     *     int   fd;
     *     short events;
     *     short revents;
     * };
     * }</pre>
     */
    private static final class PollFd {
        private static final long EVENTS = 4;
        private static final long REVENTS = 6;

        private PollFd() {}

        static void write(MemorySegment struct, int fd, short events) {
            struct.set(ValueLayout.JAVA_INT, 0, fd);
            struct.set(ValueLayout.JAVA_SHORT, EVENTS, events);
            struct.set(ValueLayout.JAVA_SHORT, REVENTS, (short) 0);
        }

        static short revents(MemorySegment struct) {
            return struct.get(ValueLayout.JAVA_SHORT, REVENTS);
        }
    }

    @Override
    public int open(int pid) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            long fd = pidfdOpen(scratch, pid);
            if (fd == -1) {
                throw Errno.refusal("pidfd_open(pid " + pid + ")", scratch.errno(), "5.3");
            }
            return (int) fd;
        } finally {
            scratch.give();
        }
    }

    private static long pidfdOpen(Scratch scratch, int pid) {
        try {
            return (long) SYSCALL.invokeExact(scratch.callState, SYS_PIDFD_OPEN, pid, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public boolean hasExited(int fd) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            PollFd.write(scratch.struct, fd, POLLIN);
            int count;
            do {
                count = poll(scratch);
            } while (count == -1 && scratch.errno() == Errno.EINTR);
            if (count == -1) {
                throw Errno.exception("poll(fd " + fd + ")", scratch.errno());
            }
            if ((PollFd.revents(scratch.struct) & POLLNVAL) != 0) {
                throw Errno.exception("poll(fd " + fd + ")", Errno.EBADF);
            }
            return count == 1;
        } finally {
            scratch.give();
        }
    }

    /**
     * Without waiting; a signal interrupts it all the same, since the kernel looks for those before it looks at the
     * time.
     */
    private static int poll(Scratch scratch) {
        try {
            return (int) POLL.invokeExact(scratch.callState, scratch.struct, 1L, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
