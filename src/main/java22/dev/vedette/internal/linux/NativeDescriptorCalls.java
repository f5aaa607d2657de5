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
            long count;
            do {
                count = Unistd.read(scratch.callState, fd, memory, wanted);
            } while (interrupted(count, scratch));
            int read = transferred("read(fd " + fd + ")", count, scratch);
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
            long count;
            do {
                count = Unistd.write(scratch.callState, fd, memory, wanted);
            } while (interrupted(count, scratch));
            int written = transferred("write(fd " + fd + ")", count, scratch);
            source.position(source.position() + written);
            return written;
        } finally {
            scratch.give();
        }
    }

    private static boolean interrupted(long count, Scratch scratch) {
        return count == -1 && Downcalls.errno(scratch.callState) == Errno.EINTR;
    }

    /** 0 where it would have blocked. */
    private static int transferred(String call, long count, Scratch scratch) throws IOException {
        if (count >= 0) {
            return (int) count;
        }
        int errno = Downcalls.errno(scratch.callState);
        if (errno != Errno.EAGAIN) {
            throw Errno.exception(call, errno);
        }
        return 0;
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
