package dev.vedette.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** open(2), read(2), write(2), close(2), fcntl(2), dup(2) and pipe(2). */
final class Unistd {
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_WRONLY = 1;
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    // ssize_t read(int fd, void *buf, size_t count);
    private static final CFunction READ = CFunction.of("read");

    // ssize_t write(int fd, const void *buf, size_t count);
    private static final CFunction WRITE = CFunction.of("write");

    // int open(const char *pathname, int flags, ... /* mode_t mode */);
    private static final CFunction OPEN = CFunction.of("open");

    // int close(int fd);
    private static final CFunction CLOSE = CFunction.of("close");

    // int fcntl(int fd, int cmd, ...);
    private static final CFunction FCNTL = CFunction.of("fcntl");

    // int pipe2(int pipefd[2], int flags);
    private static final CFunction PIPE2 = CFunction.of("pipe2");

    // int dup3(int oldfd, int newfd, int flags);
    private static final CFunction DUP3 = CFunction.of("dup3");

    private Unistd() {}

    /** A new descriptor, non-blocking and closed on exec; −1 and errno if the call fails. */
    static int open(CallState state, MemorySegment path, boolean read, boolean write) {
        int access = !write ? 0 : read ? O_RDWR : O_WRONLY;
        try {
            return (int) OPEN.call(state, path.address(), access | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        } finally {
            Reference.reachabilityFence(path);
        }
    }

    /** The number of bytes read, 0 at the end of the stream; −1 and errno if the call fails. */
    static long read(CallState state, int fd, MemorySegment buffer, long count) {
        return READ.callWithBuffer(state, fd, buffer, count, 0, 0, 0);
    }

    /** The number of bytes written; −1 and errno if the call fails. */
    static long write(CallState state, int fd, MemorySegment buffer, long count) {
        return WRITE.callWithBuffer(state, fd, buffer, count, 0, 0, 0);
    }

    /**
     * 0, or −1 and errno. The descriptor is closed in both cases, because Linux releases it before anything can fail.
     * Never repeat a close.
     */
    static int close(CallState state, int fd) {
        return (int) CLOSE.call(state, fd);
    }

    /** 0, or −1 and errno. */
    static int setNonBlocking(CallState state, int fd, boolean nonBlocking) {
        int flags = fcntl(state, fd, F_GETFL, 0);
        if (flags == -1) {
            return -1;
        }
        int wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        return wanted == flags ? 0 : fcntl(state, fd, F_SETFL, wanted);
    }

    /** A new pipe, closed on exec: its read end, then its write end; −1 and errno if the call fails. */
    static int pipe(CallState state, MemorySegment ends) {
        try {
            return (int) PIPE2.call(state, ends.address(), O_CLOEXEC);
        } finally {
            Reference.reachabilityFence(ends);
        }
    }

    /** A duplicate with the lowest free number, closed on exec; −1 and errno if the call fails. */
    static int duplicate(CallState state, int fd) {
        return fcntl(state, fd, F_DUPFD_CLOEXEC, 0);
    }

    /**
     * Makes a given number a duplicate of a descriptor, closed on exec. In the same step, closes the descriptor that
     * had the number before. The number, or −1 and errno.
     */
    static int duplicateTo(CallState state, int fd, int number) {
        return (int) DUP3.call(state, fd, number, O_CLOEXEC);
    }

    private static int fcntl(CallState state, int fd, int command, int argument) {
        return (int) FCNTL.call(state, fd, command, argument);
    }
}
