package dev.vedette.internal.linux;

import dev.vedette.internal.unix.UnixDatagrams;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Datagram sockets of unix(7). */
final class NativeUnixDatagrams implements UnixDatagrams {
    @Override
    public int open() throws IOException {
        Scratch scratch = Scratch.take();
        try {
            int fd = UnixSockets.open(scratch.callState);
            if (fd == -1) {
                throw Errno.refusal("socket(AF_UNIX, SOCK_DGRAM)", scratch.errno(), "2.6.27");
            }
            return fd;
        } finally {
            scratch.give();
        }
    }

    @Override
    public void bind(int fd, byte[] address) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            int result = UnixSockets.bind(callState, fd, UnixSockets.Address.of(arena, address));
            check(result, callState, "bind", fd, address);
        }
    }

    @Override
    public void connect(int fd, byte[] address) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            int result = UnixSockets.connect(callState, fd, UnixSockets.Address.of(arena, address));
            check(result, callState, "connect", fd, address);
        }
    }

    @Override
    public void disconnect(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            int result = UnixSockets.connect(callState, fd, UnixSockets.Address.unspecified(arena));
            check(result, callState, "connect", fd, null);
        }
    }

    @Override
    public Optional<byte[]> remoteAddress(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            UnixSockets.Address address = UnixSockets.Address.empty(arena);
            int result = UnixSockets.remoteAddress(callState, fd, address);
            if (result == -1 && Downcalls.errno(callState) == Errno.ENOTCONN) {
                return Optional.empty();
            }
            check(result, callState, "getpeername", fd, null);
            return Optional.of(address.name());
        }
    }

    @Override
    public byte[] localAddress(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            UnixSockets.Address address = UnixSockets.Address.empty(arena);
            check(UnixSockets.localAddress(callState, fd, address), callState, "getsockname", fd, null);
            return address.name();
        }
    }

    @Override
    public boolean send(int fd, ByteBuffer source, byte[] addressOrNull) throws IOException {
        Scratch scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined();
                BufferMemory message = BufferMemory.filledFrom(source, scratch)) {
            UnixSockets.Address address = addressOrNull == null ? null : UnixSockets.Address.of(arena, addressOrNull);
            long count;
            do {
                count = UnixSockets.send(scratch.callState, fd, message.segment, address);
            } while (count == -1 && scratch.errno() == Errno.EINTR);
            if (count == -1 && scratch.errno() == Errno.EAGAIN) {
                return false;
            }
            check(count, scratch.callState, "sendto", fd, addressOrNull);
            source.position(source.limit());
            return true;
        } finally {
            scratch.give();
        }
    }

    @Override
    public <T> Optional<T> receive(int fd, ByteBuffer target, Receiver<T> receiver) throws IOException {
        Scratch scratch = Scratch.take();
        try (Arena arena = Arena.ofConfined();
                BufferMemory room = BufferMemory.of(target, scratch)) {
            UnixSockets.Address sender = UnixSockets.Address.empty(arena);
            long length;
            do {
                length = UnixSockets.receive(scratch.callState, fd, room.segment, sender);
            } while (length == -1 && scratch.errno() == Errno.EINTR);
            if (length == -1 && scratch.errno() == Errno.EAGAIN) {
                return Optional.empty();
            }
            check(length, scratch.callState, "recvfrom", fd, null);
            room.took((int) Math.min(length, target.remaining()));
            return Optional.of(receiver.received((int) length, sender.name()));
        } finally {
            scratch.give();
        }
    }

    private static void check(long result, MemorySegment callState, String call, int fd, byte[] addressOrNull)
            throws IOException {
        if (result == -1) {
            String address = addressOrNull == null
                    ? ""
                    : ", " + CStrings.shown(addressOrNull).replace('\0', '@');
            throw Errno.exception(call + "(fd " + fd + address + ")", Downcalls.errno(callState));
        }
    }
}
