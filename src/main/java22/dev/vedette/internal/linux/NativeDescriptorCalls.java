package dev.vedette.internal.linux;

import dev.vedette.internal.DescriptorCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads, writes, opens and closes descriptors. */
final class NativeDescriptorCalls implements DescriptorCalls {
    @Override
    public int read(int fd, ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        Scratch scratch = Scratch.take();
        try (BufferMemory memory = BufferMemory.of(target, scratch)) {
            long count = scratch.read(fd, memory.segment, memory.segment.byteSize());
            int read = (int) Math.max(0, count);
            memory.took(read);
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
        try (BufferMemory memory = BufferMemory.filledFrom(source, scratch)) {
            int written = (int) Math.max(0, scratch.write(fd, memory.segment, memory.segment.byteSize()));
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
