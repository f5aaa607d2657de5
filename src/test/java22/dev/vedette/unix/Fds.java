package dev.vedette.unix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes descriptors for tests by calling the C library directly. */
final class Fds {
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_WRONLY = 1;
    private static final int O_APPEND = 0x400;
    static final short AF_UNIX = 1;
    static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;

    private Fds() {}

    /** Makes a pipe in blocking mode: read end, then write end. */
    static int[] pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            check((int)
                    function("pipe2", ValueLayout.ADDRESS, ValueLayout.JAVA_INT).invokeExact(ends, O_CLOEXEC));
            return ends.toArray(ValueLayout.JAVA_INT);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int eventfd() {
        try {
            return check((int) function("eventfd", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invokeExact(0, O_CLOEXEC));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int open(Path path) {
        return open(path, O_CLOEXEC);
    }

    /** Opens a file for appending only. */
    static int openToAppend(Path path) {
        return open(path, O_CLOEXEC | O_WRONLY | O_APPEND);
    }

    private static int open(Path path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return check((int) function("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(arena.allocateFrom(path.toString()), flags));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a FIFO unless it exists. */
    static Path fifo(Path path) {
        if (!Files.exists(path)) {
            try (Arena arena = Arena.ofConfined()) {
                check((int) function("mkfifo", ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                        .invokeExact(arena.allocateFrom(path.toString()), 0600));
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
        return path;
    }

    /** Makes a datagram socket of unix(7) at a path, which need not end with a 0. */
    static int datagramSocketAt(byte[] path) {
        int fd = datagramSocket(AF_UNIX);
        callWithAddress("bind", fd, path);
        return fd;
    }

    /** Makes a datagram socket in blocking mode. */
    static int datagramSocket(int family) {
        try {
            return check((int) function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invokeExact(family, SOCK_DGRAM | O_CLOEXEC, 0));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Makes two datagram sockets of unix(7) that are connected to each other, in non-blocking mode: socketpair(2). */
    static int[] datagramPair() {
        return socketPair(SOCK_DGRAM);
    }

    /** Makes two stream sockets likewise. */
    static int[] streamPair() {
        return socketPair(SOCK_STREAM);
    }

    private static int[] socketPair(int type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            check((int) function(
                            "socketpair",
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS)
                    .invokeExact((int) AF_UNIX, type | SOCK_NONBLOCK | O_CLOEXEC, 0, ends));
            return ends.toArray(ValueLayout.JAVA_INT);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Shuts down one direction of a connected socket, shutdown(2).
     *
     * @param how {@link #SHUT_RD} or {@link #SHUT_WR}
     */
    static void shutdown(int fd, int how) {
        try {
            check((int) function("shutdown", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invokeExact(fd, how));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Connects a socket, so that writing sends to the path. */
    static void connect(int fd, byte[] path) {
        callWithAddress("connect", fd, path);
    }

    private static void callWithAddress(String function, int fd, byte[] path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Short.BYTES + path.length, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
            check((int) function(function, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(fd, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the path of the other end of a pseudoterminal, pts(4). */
    static Path terminalOf(int master) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(64);
            check((int) function("grantpt", ValueLayout.JAVA_INT).invokeExact(master));
            check((int) function("unlockpt", ValueLayout.JAVA_INT).invokeExact(master));
            check((int) function("ptsname_r", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG)
                    .invokeExact(master, name, name.byteSize()));
            return Path.of(name.getString(0));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the flags of an open descriptor, including O_CLOEXEC. */
    static long flags(int fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
            if (line.startsWith("flags:")) {
                return Long.parseLong(line.substring("flags:".length()).strip(), 8);
            }
        }
        throw new AssertionError("no flags");
    }

    /** Makes a number refer to the same open file as another one, and closes its previous file: dup3(2). */
    static void replace(int fd, int by) {
        try {
            check((int) function("dup3", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invokeExact(by, fd, O_CLOEXEC));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Makes another number for the same open file: dup(2). */
    static int duplicate(int fd) {
        try {
            return check((int) function("dup", ValueLayout.JAVA_INT).invokeExact(fd));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Closes a descriptor without the knowledge of the library. */
    static void close(int fd) {
        try {
            check((int) function("close", ValueLayout.JAVA_INT).invokeExact(fd));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static boolean isOpen(int fd) {
        return Files.exists(Path.of("/proc/self/fd/" + fd), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns the numbers of all descriptors of this process of a kind, for example {@code anon_inode:[eventpoll]} or
     * {@code socket:}.
     */
    static List<Integer> ofKind(String kind) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            for (Path fd : fds.toList()) {
                if (Files.exists(fd, LinkOption.NOFOLLOW_LINKS)
                        && Files.readSymbolicLink(fd).toString().startsWith(kind)) {
                    numbers.add(Integer.parseInt(fd.getFileName().toString()));
                }
            }
        }
        return numbers;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static int check(int result) {
        if (result < 0) {
            throw new AssertionError("the system refused");
        }
        return result;
    }
}
