package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory outside the heap for one call, which must be closed after the call. Used by one thread at a time.
 *
 * <p>A pool keeps {@value #POOL_SIZE} of them for later calls. A thread that finds none free, because more threads are
 * in a call at once, gets memory that is freed on {@link #close}. So the memory that remains between calls is bounded
 * for any number of threads, and a call never waits for another call.
 */
final class Scratch implements AutoCloseable {
    /** The number of them that the pool keeps. */
    static final int POOL_SIZE = 16;

    /** The size of {@link #buffer}, which holds the longest path, and every record of inotify(7) and signalfd(2). */
    static final int BUFFER_SIZE = 16 * 1024;

    private static final int STRUCT_SIZE = 128;

    /** The ones that the pool keeps and that are not in use. */
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(POOL_SIZE);

    /** The number that the pool keeps, including those in use; at most {@link #POOL_SIZE}. */
    private static final AtomicInteger kept = new AtomicInteger();

    /** Frees the memory on {@link #close}; {@code null} if the pool keeps it. */
    private final Arena arenaOrNull;

    final CallState state;

    /** Memory for a number or a small structure. */
    final MemorySegment struct;

    /** Memory for {@link #BUFFER_SIZE} bytes. */
    final MemorySegment buffer;

    private Scratch(Arena arena, boolean isKept) {
        this.arenaOrNull = isKept ? null : arena;
        state = CallState.allocate(arena);
        struct = arena.allocate(STRUCT_SIZE, Long.BYTES);
        buffer = arena.allocate(BUFFER_SIZE, Long.BYTES);
    }

    static Scratch open() {
        int start = firstSlot();
        for (int i = 0; i < POOL_SIZE; i++) {
            int slot = (start + i) % POOL_SIZE;
            if (POOL.getPlain(slot) != null) {
                Scratch scratch = POOL.getAndSet(slot, null);
                if (scratch != null) {
                    return scratch;
                }
            }
        }
        return create();
    }

    private static Scratch create() {
        int count = kept.get();
        while (count < POOL_SIZE) {
            if (kept.compareAndSet(count, count + 1)) {
                return createKept();
            }
            count = kept.get();
        }
        return new Scratch(Arena.ofConfined(), false);
    }

    private static Scratch createKept() {
        boolean created = false;
        try {
            Scratch scratch = new Scratch(Arena.ofAuto(), true);
            created = true;
            return scratch;
        } finally {
            if (!created) {
                kept.decrementAndGet();
            }
        }
    }

    /** Spreads the threads over the pool. */
    private static int firstSlot() {
        return (int) (Thread.currentThread().threadId() % POOL_SIZE);
    }

    /** The errno of the last call. */
    int errno() {
        return state.errno();
    }

    /** A path as a C string, with a 0 at its end. */
    MemorySegment cString(byte[] path) {
        // A longer path is cut. What is left is still longer than PATH_MAX, so the system refuses it.
        int length = Math.min(path.length, BUFFER_SIZE - 1);
        MemorySegment.copy(path, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
        buffer.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
        return buffer;
    }

    /** Finds a free slot, because the pool has one for each that it keeps. */
    @Override
    public void close() {
        if (arenaOrNull != null) {
            arenaOrNull.close();
            return;
        }
        for (int slot = firstSlot(); ; slot = (slot + 1) % POOL_SIZE) {
            if (POOL.getPlain(slot) == null && POOL.compareAndSet(slot, null, this)) {
                return;
            }
        }
    }
}
