package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The memory in which a call stores errno(3). Used by one call at a time.
 *
 * @param memory memory with the layout {@link Linker.Option#captureStateLayout}, which on Linux contains only errno
 */
record CallState(MemorySegment memory) {
    private static final long SIZE = Linker.Option.captureStateLayout().byteSize();

    static CallState allocate(Arena arena) {
        return new CallState(arena.allocate(SIZE, Integer.BYTES));
    }

    /** The error number of the last call; meaningful only if that call failed. */
    int errno() {
        return memory.get(ValueLayout.JAVA_INT, 0);
    }
}
