package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The memory in which a call leaves errno(3). For one call at a time.
 *
 * @param memory in the layout {@link Linker.Option#captureStateLayout}, which on Linux is errno alone
 */
record CallState(MemorySegment memory) {
    private static final long SIZE = Linker.Option.captureStateLayout().byteSize();

    static CallState allocate(Arena arena) {
        return new CallState(arena.allocate(SIZE, Integer.BYTES));
    }

    /** The error of the last call; meaningful only if that failed. */
    int errno() {
        return memory.get(ValueLayout.JAVA_INT, 0);
    }
}
