package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_LONG;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** open(2), read(2), write(2), close(2), fcntl(2) and dup(2): what can be done with every descriptor; and pipe(2). */
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
    private static final MethodHandle READ = Downcalls.withErrno("read", C_LONG, C_INT, C_POINTER, C_LONG);

    // ssize_t write(int fd, const void *buf, size_t count);
    private static final MethodHandle WRITE = Downcalls.withErrno("write", C_LONG, C_INT, C_POINTER, C_LONG);

    // int open(const char *pathname, int flags, ... /* mode_t mode */);
    private static final MethodHandle OPEN = Downcalls.variadicWithErrno("open", 2, C_INT, C_POINTER, C_INT);

    // int close(int fd);
    private static final MethodHandle CLOSE = Downcalls.withErrno("close", C_INT, C_INT);

    // int fcntl(int fd, int cmd, ...);
    private static final MethodHandle FCNTL = Downcalls.variadicWithErrno("fcntl", 2, C_INT, C_INT, C_INT, C_INT);

    // int pipe2(int pipefd[2], int flags);
    private static final MethodHandle PIPE2 = Downcalls.withErrno("pipe2", C_INT, C_POINTER, C_INT);

    // int dup3(int oldfd, int newfd, int flags);
    private static final MethodHandle DUP3 = Downcalls.withErrno("dup3", C_INT, C_INT, C_INT, C_INT);

    private Unistd() {}

    /** A new descriptor, non-blocking and closed on exec; −1 and errno if it fails. */
    static int open(MemorySegment callState, MemorySegment path, boolean read, boolean write) {
        int access = !write ? 0 : read ? O_RDWR : O_WRONLY;
        try {
            return (int) OPEN.invokeExact(callState, path, access | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The number of bytes read, 0 at the end; −1 and errno if it fails. */
    static long read(MemorySegment callState, int fd, MemorySegment buffer, long count) {
        try {
            return (long) READ.invokeExact(callState, fd, buffer, count);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The number of bytes written; −1 and errno if it fails. */
    static long write(MemorySegment callState, int fd, MemorySegment buffer, long count) {
        try {
            return (long) WRITE.invokeExact(callState, fd, buffer, count);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /**
     * 0, or −1 and errno. The descriptor is gone in either case: Linux releases it before anything can fail, so close
     * must never be repeated.
     */
    static int close(MemorySegment callState, int fd) {
        try {
            return (int) CLOSE.invokeExact(callState, fd);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int setNonBlocking(MemorySegment callState, int fd, boolean nonBlocking) {
        int flags = fcntl(callState, fd, F_GETFL, 0);
        if (flags == -1) {
            return -1;
        }
        int wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        return wanted == flags ? 0 : fcntl(callState, fd, F_SETFL, wanted);
    }

    /** A new pipe, closed on exec: its read end and write end; −1 and errno if the system refuses. */
    static int pipe(MemorySegment callState, MemorySegment ends) {
        try {
            return (int) PIPE2.invokeExact(callState, ends, O_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** A duplicate with the lowest number that is free, closed on exec; −1 and errno if the system refuses. */
    static int duplicate(MemorySegment callState, int fd) {
        return fcntl(callState, fd, F_DUPFD_CLOEXEC, 0);
    }

    /** Closes a descriptor and makes its number a duplicate, closed on exec, in one step; −1 and errno if it fails. */
    static int duplicateTo(MemorySegment callState, int fd, int number) {
        try {
            return (int) DUP3.invokeExact(callState, fd, number, O_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    private static int fcntl(MemorySegment callState, int fd, int command, int argument) {
        try {
            return (int) FCNTL.invokeExact(callState, fd, command, argument);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
