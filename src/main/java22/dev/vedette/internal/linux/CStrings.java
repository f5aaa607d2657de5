package dev.vedette.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Paths, which to the system are bytes with a 0 at the end. */
final class CStrings {
    private CStrings() {}

    static MemorySegment of(SegmentAllocator allocator, byte[] bytes) {
        MemorySegment string = allocator.allocate(bytes.length + 1L); // is zero
        MemorySegment.copy(bytes, 0, string, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return string;
    }

    /** For messages. */
    static String shown(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
