package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_LONG;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/** Datagram sockets of unix(7): the kernel interface, one method a call. */
final class UnixSockets {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;

    /** On receipt: the length is that of the message, even if it did not fit. */
    private static final int MSG_TRUNC = 0x20;

    /** On sending: no SIGPIPE. */
    private static final int MSG_NOSIGNAL = 0x4000;

    // int socket(int domain, int type, int protocol);
    private static final MethodHandle SOCKET = Downcalls.withErrno("socket", C_INT, C_INT, C_INT, C_INT);

    // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
    private static final MethodHandle BIND = Downcalls.withErrno("bind", C_INT, C_INT, C_POINTER, C_INT);

    // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
    private static final MethodHandle CONNECT = Downcalls.withErrno("connect", C_INT, C_INT, C_POINTER, C_INT);

    // int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
    private static final MethodHandle GETSOCKNAME =
            Downcalls.withErrno("getsockname", C_INT, C_INT, C_POINTER, C_POINTER);

    // int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
    private static final MethodHandle GETPEERNAME =
            Downcalls.withErrno("getpeername", C_INT, C_INT, C_POINTER, C_POINTER);

    // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr,
    //                socklen_t addrlen);
    private static final MethodHandle SENDTO =
            Downcalls.withErrno("sendto", C_LONG, C_INT, C_POINTER, C_LONG, C_INT, C_POINTER, C_INT);

    // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen);
    private static final MethodHandle RECVFROM =
            Downcalls.withErrno("recvfrom", C_LONG, C_INT, C_POINTER, C_LONG, C_INT, C_POINTER, C_POINTER);

    private UnixSockets() {}

    /**
     * An address and its length, which is where its name ends, in
     *
     * <pre>{@code
     * struct sockaddr_un {
     *     sa_family_t sun_family;      // 16 bits
     *     char        sun_path[108];
     * };
     * }</pre>
     */
    static final class Address {
        private static final int PATH = 2;
        private static final int SIZE = PATH + 108;

        final MemorySegment struct;
        private final MemorySegment length;

        private Address(SegmentAllocator allocator, int length) {
            this.struct = allocator.allocate(SIZE, Short.BYTES);
            this.length = allocator.allocate(ValueLayout.JAVA_INT);
            this.length.set(ValueLayout.JAVA_INT, 0, length);
        }

        /** Room for one. */
        static Address empty(Arena arena) {
            return new Address(arena, SIZE);
        }

        /** {@code AF_UNSPEC}, which is 0: to connect there is to be connected to none. */
        static Address unspecified(Arena arena) {
            return new Address(arena, PATH);
        }

        /**
         * A path has a 0 at its end, unless it fills its place, as that of a sender can; an abstract name ends where it
         * ends, and the unnamed has none.
         */
        static Address of(Arena arena, byte[] name) {
            boolean isPath = name.length > 0 && name[0] != 0;
            Address address = new Address(arena, Math.min(SIZE, PATH + name.length + (isPath ? 1 : 0)));
            address.struct.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(name, 0, address.struct, ValueLayout.JAVA_BYTE, PATH, name.length);
            return address;
        }

        int length() {
            return length.get(ValueLayout.JAVA_INT, 0);
        }

        /**
         * What the kernel has filled in. A path of 108 bytes has no 0, and is told of as longer than it is.
         *
         * @throws IOException if it is of a socket that is not of unix(7)
         */
        byte[] name() throws IOException {
            int end = Math.min(length(), SIZE);
            if (end <= PATH) {
                return new byte[0];
            }
            short family = struct.get(ValueLayout.JAVA_SHORT, 0);
            if (family != AF_UNIX) {
                throw new IOException("an address of family " + family + ", and not of unix(7)");
            }
            byte[] name = struct.asSlice(PATH, end - PATH).toArray(ValueLayout.JAVA_BYTE);
            int count = name.length;
            while (name[0] != 0 && name[count - 1] == 0) {
                count--;
            }
            return Arrays.copyOf(name, count);
        }
    }

    /** A new socket, non-blocking and closed on exec; −1 and errno if the system refuses. */
    static int open(MemorySegment callState) {
        try {
            return (int) SOCKET.invokeExact(callState, (int) AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int bind(MemorySegment callState, int fd, Address address) {
        try {
            return (int) BIND.invokeExact(callState, fd, address.struct, address.length());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int connect(MemorySegment callState, int fd, Address address) {
        try {
            return (int) CONNECT.invokeExact(callState, fd, address.struct, address.length());
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int localAddress(MemorySegment callState, int fd, Address address) {
        try {
            return (int) GETSOCKNAME.invokeExact(callState, fd, address.struct, address.length);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int remoteAddress(MemorySegment callState, int fd, Address address) {
        try {
            return (int) GETPEERNAME.invokeExact(callState, fd, address.struct, address.length);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The length, or −1 and errno; to the peer if there is no address. */
    static long send(MemorySegment callState, int fd, MemorySegment message, Address addressOrNull) {
        MemorySegment struct = addressOrNull == null ? MemorySegment.NULL : addressOrNull.struct;
        int length = addressOrNull == null ? 0 : addressOrNull.length();
        try {
            return (long) SENDTO.invokeExact(callState, fd, message, message.byteSize(), MSG_NOSIGNAL, struct, length);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The length of the message, even if it is longer than the room for it; −1 and errno if it fails. */
    static long receive(MemorySegment callState, int fd, MemorySegment room, Address sender) {
        try {
            return (long)
                    RECVFROM.invokeExact(callState, fd, room, room.byteSize(), MSG_TRUNC, sender.struct, sender.length);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
