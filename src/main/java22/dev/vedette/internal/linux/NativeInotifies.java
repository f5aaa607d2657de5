package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import dev.vedette.internal.unix.Inotifies;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/** inotify(7). */
final class NativeInotifies implements Inotifies {
    private static final int IN_NONBLOCK = 0x800;
    private static final int IN_CLOEXEC = 0x80000;

    // int inotify_init1(int flags);
    private static final MethodHandle INIT = Downcalls.withErrno("inotify_init1", C_INT, C_INT);

    // int inotify_add_watch(int fd, const char *pathname, uint32_t mask);
    private static final MethodHandle ADD = Downcalls.withErrno("inotify_add_watch", C_INT, C_INT, C_POINTER, C_INT);

    // int inotify_rm_watch(int fd, int wd);
    private static final MethodHandle REMOVE = Downcalls.withErrno("inotify_rm_watch", C_INT, C_INT, C_INT);

    /**
     * Where things are in
     *
     * <pre>{@code
     * struct inotify_event {
     *     int      wd;
     *     uint32_t mask;
     *     uint32_t cookie;
     *     uint32_t len;      // of the name, with the zeros that pad it
     *     char     name[];
     * };
     * }</pre>
     */
    private static final class EventLayout {
        static final long WD = 0;
        static final long MASK = 4;
        static final long COOKIE = 8;
        static final long LEN = 12;
        static final long NAME = 16;

        private EventLayout() {}

        static int field(MemorySegment buffer, long offset) {
            return buffer.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
        }

        static byte[] name(MemorySegment buffer, long event) {
            byte[] padded = buffer.asSlice(event + NAME, Integer.toUnsignedLong(field(buffer, event + LEN)))
                    .toArray(ValueLayout.JAVA_BYTE);
            int length = 0;
            while (length < padded.length && padded[length] != 0) {
                length++;
            }
            return Arrays.copyOf(padded, length);
        }
    }

    @Override
    public int open() throws IOException {
        Scratch scratch = Scratch.take();
        try {
            int fd = init(scratch.callState);
            if (fd == -1) {
                int errno = scratch.errno();
                if (errno == Errno.EMFILE) {
                    throw new IOException("inotify_init1: " + Errno.describe(errno)
                            + "; the limit is that of descriptors, or /proc/sys/fs/inotify/max_user_instances");
                }
                throw Errno.refusal("inotify_init1", errno, "2.6.27");
            }
            return fd;
        } finally {
            scratch.give();
        }
    }

    private static int init(MemorySegment callState) {
        try {
            return (int) INIT.invokeExact(callState, IN_NONBLOCK | IN_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public int add(int fd, byte[] path, int mask) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment callState = Downcalls.newCallState(arena);
            int watch = add(callState, fd, CStrings.of(arena, path), mask);
            if (watch == -1) {
                int errno = Downcalls.errno(callState);
                throw new IOException("inotify_add_watch(fd " + fd + ", " + CStrings.shown(path) + "): "
                        + Errno.describe(errno)
                        + (errno == Errno.ENOSPC ? "; the limit is /proc/sys/fs/inotify/max_user_watches" : ""));
            }
            return watch;
        }
    }

    private static int add(MemorySegment callState, int fd, MemorySegment path, int mask) {
        try {
            return (int) ADD.invokeExact(callState, fd, path, mask);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    @Override
    public void remove(int fd, int watch) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            if (remove(scratch.callState, fd, watch) == -1) {
                throw Errno.exception("inotify_rm_watch(fd " + fd + ", watch " + watch + ")", scratch.errno());
            }
        } finally {
            scratch.give();
        }
    }

    private static int remove(MemorySegment callState, int fd, int watch) {
        try {
            return (int) REMOVE.invokeExact(callState, fd, watch);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /**
     * The kernel gives whole events only, and the longest, with a name of 255 bytes, is far smaller than the buffer.
     */
    @Override
    public void take(int fd, Sink sink) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            MemorySegment buffer = scratch.copy();
            long count = scratch.read(fd, buffer, buffer.byteSize());
            for (long event = 0; event < count; ) {
                sink.event(
                        EventLayout.field(buffer, event + EventLayout.WD),
                        EventLayout.field(buffer, event + EventLayout.MASK),
                        EventLayout.field(buffer, event + EventLayout.COOKIE),
                        EventLayout.name(buffer, event));
                event += EventLayout.NAME + Integer.toUnsignedLong(EventLayout.field(buffer, event + EventLayout.LEN));
            }
        } finally {
            scratch.give();
        }
    }
}
