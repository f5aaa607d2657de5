package dev.vedette.examples.devices;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.vedette.unix.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Opens sockets of a CAN bus ({@code CAN_RAW}), which the JDK does not support. Any descriptor from a C library can be
 * watched in this way: a {@link Descriptor} takes it over and owns it from then on.
 */
final class CanSocket {
    private static final int PF_CAN = 29;
    private static final int CAN_RAW = 1;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;

    // struct sockaddr_can { sa_family_t can_family; int can_ifindex; union { … } can_addr; };
    private static final int ADDRESS_SIZE = 24;
    private static final int INTERFACE_OFFSET = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    // int socket(int domain, int type, int protocol);
    private static final MethodHandle SOCKET =
            withErrno("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    // unsigned int if_nametoindex(const char *ifname);
    private static final MethodHandle IF_NAMETOINDEX =
            withErrno("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
    private static final MethodHandle BIND =
            withErrno("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    // char *strerror(int errnum);
    private static final MethodHandle STRERROR = LINKER.downcallHandle(
            LINKER.defaultLookup().find("strerror").orElseThrow(), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private CanSocket() {}

    private static MethodHandle withErrno(String function, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(function).orElseThrow(), type, Linker.Option.captureCallState("errno"));
    }

    /** Opens a non-blocking socket that receives and sends on one interface. */
    static Descriptor open(String interfaceName) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int fd = (int) SOCKET.invokeExact(state, PF_CAN, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, CAN_RAW);
            require(fd != -1, "socket(CAN)", state);
            Descriptor socket = Descriptor.own(fd);
            try {
                int index = (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(interfaceName));
                require(index != 0, "if_nametoindex(" + interfaceName + ")", state);
                MemorySegment address = arena.allocate(ADDRESS_SIZE, Integer.BYTES);
                address.set(JAVA_SHORT, 0, (short) PF_CAN);
                address.set(JAVA_INT, INTERFACE_OFFSET, index);
                int result = (int) BIND.invokeExact(state, fd, address, ADDRESS_SIZE);
                require(result == 0, "bind(" + interfaceName + ")", state);
                return socket;
            } catch (Throwable e) {
                socket.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native call threw", e);
        }
    }

    private static void require(boolean success, String call, MemorySegment state) throws Throwable {
        if (!success) {
            MemorySegment message = (MemorySegment) STRERROR.invokeExact((int) ERRNO.get(state, 0L));
            throw new IOException(
                    call + ": " + message.reinterpret(Long.MAX_VALUE).getString(0));
        }
    }
}
