package dev.vedette.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;

/** The memory that one call needs; used by one thread at a time, and then by the next. */
final class Scratch {
    static final int COPY_SIZE = 16 * 1024;
    private static final int STRUCT_SIZE = 128;

    /** One is kept; threads that come while it is in use make their own. */
    private static final AtomicReference<Scratch> SPARE = new AtomicReference<>();

    private final Arena arena = Arena.ofAuto();

    /** Where the call leaves errno. */
    final MemorySegment callState = Downcalls.newCallState(arena);

    /** For a number or a small structure. */
    final MemorySegment struct = arena.allocate(STRUCT_SIZE, Long.BYTES);

    private MemorySegment copy;

    private Scratch() {}

    static Scratch take() {
        Scratch scratch = SPARE.getAndSet(null);
        return scratch != null ? scratch : new Scratch();
    }

    void give() {
        SPARE.set(this);
    }

    /** For bytes, {@link #COPY_SIZE} of them. */
    MemorySegment copy() {
        if (copy == null) {
            copy = arena.allocate(COPY_SIZE, Long.BYTES);
        }
        return copy;
    }

    int errno() {
        return Downcalls.errno(callState);
    }

    /** As {@code read(2)}, once more after a signal; −1 if there is nothing now. */
    long read(int fd, MemorySegment buffer, long size) throws IOException {
        return orNothing("read", fd, readRetrying(fd, buffer, size));
    }

    /** As {@code write(2)}, once more after a signal; −1 if there is no room now. */
    long write(int fd, MemorySegment buffer, long size) throws IOException {
        long count;
        do {
            count = Unistd.write(callState, fd, buffer, size);
        } while (count == -1 && errno() == Errno.EINTR);
        return orNothing("write", fd, count);
    }

    private long readRetrying(int fd, MemorySegment buffer, long size) {
        long count;
        do {
            count = Unistd.read(callState, fd, buffer, size);
        } while (count == -1 && errno() == Errno.EINTR);
        return count;
    }

    private long orNothing(String call, int fd, long count) throws IOException {
        if (count == -1 && errno() != Errno.EAGAIN) {
            throw Errno.exception(call + "(fd " + fd + ")", errno());
        }
        return count;
    }

    /**
     * Reads the 8 bytes that eventfd and timerfd give. A timerfd in blocking mode gives none if its clock is set back
     * while somebody waits for it.
     *
     * @return 0, which neither ever gives as a number, if there is nothing; −1 if the call failed with {@code expected}
     */
    long readNumber(int fd, int expected) throws IOException {
        long count = readRetrying(fd, struct, Long.BYTES);
        if (count == Long.BYTES) {
            return struct.get(ValueLayout.JAVA_LONG, 0);
        }
        if (count == 0) {
            return 0;
        }
        if (count > 0) {
            throw new IOException("read(fd " + fd + "): " + count + " bytes, and not the 8 of a number");
        }
        int errno = errno();
        if (errno == Errno.EAGAIN) {
            return 0;
        }
        if (errno == expected) {
            return -1;
        }
        throw Errno.exception("read(fd " + fd + ")", errno);
    }
}
