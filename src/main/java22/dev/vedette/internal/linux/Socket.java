package dev.vedette.internal.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;

/** Datagram sockets of unix(7). */
final class Socket {
    private static final short AF_UNSPEC = 0;
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;

    /** For receiving: the result is the length of the message, even if the message does not fit. */
    private static final int MSG_TRUNC = 0x20;

    /** For sending: no SIGPIPE. */
    private static final int MSG_NOSIGNAL = 0x4000;

    // int socket(int domain, int type, int protocol);
    private static final CFunction SOCKET = CFunction.of("socket");

    // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
    private static final CFunction BIND = CFunction.of("bind");

    // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
    private static final CFunction CONNECT = CFunction.of("connect");

    // int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
    private static final CFunction GETSOCKNAME = CFunction.of("getsockname");

    // int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
    private static final CFunction GETPEERNAME = CFunction.of("getpeername");

    // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr,
    //                socklen_t addrlen);
    private static final CFunction SENDTO = CFunction.of("sendto");

    // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen);
    private static final CFunction RECVFROM = CFunction.of("recvfrom");

    private Socket() {}

    /**
     * An address and its length, one after the other in memory of a {@link Scratch}. The address is
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
        private static final int LENGTH = 112;

        private final MemorySegment struct;

        private Address(Scratch scratch, short family, int length) {
            struct = scratch.struct;
            struct.fill((byte) 0);
            struct.set(ValueLayout.JAVA_SHORT, 0, family);
            struct.set(ValueLayout.JAVA_INT, LENGTH, length);
        }

        /** Room for an address. */
        static Address empty(Scratch scratch) {
            return new Address(scratch, AF_UNSPEC, SIZE);
        }

        /** The address that disconnects a socket. */
        static Address unspecified(Scratch scratch) {
            return new Address(scratch, AF_UNSPEC, PATH);
        }

        /**
         * The address of a name. A path ends with a 0, unless it fills {@code sun_path}, as the path of a sender can.
         * An abstract name ends where the address ends. The unnamed address has no name.
         */
        static Address of(Scratch scratch, byte[] name) {
            boolean isPath = name.length > 0 && name[0] != 0;
            Address address = new Address(scratch, AF_UNIX, Math.min(SIZE, PATH + name.length + (isPath ? 1 : 0)));
            MemorySegment.copy(name, 0, address.struct, ValueLayout.JAVA_BYTE, PATH, name.length);
            return address;
        }

        private int length() {
            return struct.get(ValueLayout.JAVA_INT, LENGTH);
        }

        private long lengthAddress() {
            return struct.address() + LENGTH;
        }

        /**
         * The name that the kernel has filled in. A path of 108 bytes has no 0 at its end, and the kernel returns a
         * length that is one byte too large for it.
         *
         * @throws IOException if the socket is not one of unix(7)
         */
        byte[] name() throws IOException {
            int end = Math.min(length(), SIZE);
            if (end <= PATH) {
                return new byte[0];
            }
            short family = struct.get(ValueLayout.JAVA_SHORT, 0);
            if (family != AF_UNIX) {
                throw new IOException("the socket is not one of unix(7): its address has the family " + family);
            }
            byte[] name = struct.asSlice(PATH, end - PATH).toArray(ValueLayout.JAVA_BYTE);
            int count = name.length;
            while (name[0] != 0 && name[count - 1] == 0) {
                count--;
            }
            return Arrays.copyOf(name, count);
        }
    }

    /** A new socket, non-blocking and closed on exec; −1 and errno if the call fails. */
    static int create(CallState state) {
        return (int) SOCKET.call(state, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    /** 0, or −1 and errno. */
    static int bind(CallState state, int fd, Address address) {
        return callWithAddress(BIND, state, fd, address, address.length());
    }

    /** 0, or −1 and errno. */
    static int connect(CallState state, int fd, Address address) {
        return callWithAddress(CONNECT, state, fd, address, address.length());
    }

    /** 0, or −1 and errno. */
    static int localAddress(CallState state, int fd, Address address) {
        return callWithAddress(GETSOCKNAME, state, fd, address, address.lengthAddress());
    }

    /** 0, or −1 and errno. */
    static int remoteAddress(CallState state, int fd, Address address) {
        return callWithAddress(GETPEERNAME, state, fd, address, address.lengthAddress());
    }

    private static int callWithAddress(CFunction function, CallState state, int fd, Address address, long length) {
        try {
            return (int) function.call(state, fd, address.struct.address(), length);
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** The length of the message, or −1 and errno. If the address is {@code null}, the peer is the receiver. */
    static long send(CallState state, int fd, MemorySegment message, Address addressOrNull) {
        long address = addressOrNull == null ? 0 : addressOrNull.struct.address();
        int length = addressOrNull == null ? 0 : addressOrNull.length();
        try {
            return SENDTO.callWithBuffer(state, fd, message, message.byteSize(), MSG_NOSIGNAL, address, length);
        } finally {
            Reference.reachabilityFence(addressOrNull);
        }
    }

    /** The length of the message, even if it is larger than the room; −1 and errno if the call fails. */
    static long receive(CallState state, int fd, MemorySegment room, Address sender) {
        try {
            return RECVFROM.callWithBuffer(
                    state, fd, room, room.byteSize(), MSG_TRUNC, sender.struct.address(), sender.lengthAddress());
        } finally {
            Reference.reachabilityFence(sender);
        }
    }
}
