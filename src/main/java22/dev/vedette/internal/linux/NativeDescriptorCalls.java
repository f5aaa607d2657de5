package dev.vedette.internal.linux;

import dev.vedette.internal.DescriptorCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads and writes descriptors; a heap buffer goes through native memory. */
final class NativeDescriptorCalls implements DescriptorCalls {
    @Override
    public int read(int fd, ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        Scratch scratch = Scratch.take();
        try {
            MemorySegment memory = target.isDirect() ? MemorySegment.ofBuffer(target) : scratch.copy();
            long wanted = Math.min(target.remaining(), memory.byteSize());
            long count = scratch.read(fd, memory, wanted);
            int read = (int) Math.max(0, count);
            if (target.isDirect()) {
                target.position(target.position() + read);
            } else {
                target.put(memory.asSlice(0, read).asByteBuffer());
            }
            return count == 0 ? -1 : read;
        } finally {
            scratch.give();
        }
    }

    @Override
    public int write(int fd, ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return 0;
        }
        Scratch scratch = Scratch.take();
        try {
            MemorySegment memory = source.isDirect() ? MemorySegment.ofBuffer(source) : scratch.copy();
            long wanted = Math.min(source.remaining(), memory.byteSize());
            if (!source.isDirect()) {
                memory.asByteBuffer().put(source.slice(source.position(), (int) wanted));
            }
            int written = (int) Math.max(0, scratch.write(fd, memory, wanted));
            source.position(source.position() + written);
            return written;
        } finally {
            scratch.give();
        }
    }

    @Override
    public void setNonBlocking(int fd, boolean nonBlocking) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            check("fcntl(fd " + fd + ")", Unistd.setNonBlocking(scratch.callState, fd, nonBlocking), scratch);
        } finally {
            scratch.give();
        }
    }

    @Override
    public int open(byte[] path, boolean read, boolean write) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            int fd;
            do {
                fd = Unistd.open(callState, CStrings.of(arena, path), read, write);
            } while (fd == -1 && Downcalls.errno(callState) == Errno.EINTR);
            if (fd == -1) {
                int errno = Downcalls.errno(callState);
                String reason =
                        errno == Errno.ENXIO ? "; nobody has this FIFO open for reading, or the device is gone" : "";
                throw new IOException("open(" + CStrings.shown(path) + "): " + Errno.describe(errno) + reason);
            }
            return fd;
        }
    }

    @Override
    public void close(int fd) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            check("close(fd " + fd + ")", Unistd.close(scratch.callState, fd), scratch);
        } finally {
            scratch.give();
        }
    }

    private static void check(String call, int result, Scratch scratch) throws IOException {
        if (result == -1) {
            throw Errno.exception(call, Downcalls.errno(scratch.callState));
        }
    }
}
