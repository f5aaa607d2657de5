package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The memory outside the heap that stands for what remains of a buffer during one call: that of a direct buffer itself,
 * otherwise a copy. The copy has the full size, because a message can neither be sent nor received in parts.
 */
final class BufferMemory implements AutoCloseable {
    final MemorySegment segment;

    private final ByteBuffer buffer;

    /** Of a copy for which the scratch memory is too small; {@code null} otherwise. */
    private final Arena arenaOrNull;

    private BufferMemory(ByteBuffer buffer, MemorySegment segment, Arena arenaOrNull) {
        this.buffer = buffer;
        this.segment = segment;
        this.arenaOrNull = arenaOrNull;
    }

    /** Memory to read into; {@link #copyBack} moves what was read into the buffer. */
    static BufferMemory of(ByteBuffer buffer, Scratch scratch) {
        int size = buffer.remaining();
        if (buffer.isDirect()) {
            return new BufferMemory(buffer, MemorySegment.ofBuffer(buffer), null);
        }
        if (size <= Scratch.BUFFER_SIZE) {
            return new BufferMemory(buffer, scratch.buffer.asSlice(0, size), null);
        }
        Arena arena = Arena.ofConfined();
        return new BufferMemory(buffer, arena.allocate(size), arena);
    }

    /** Memory that holds what remains of the buffer. */
    static BufferMemory filledFrom(ByteBuffer buffer, Scratch scratch) {
        BufferMemory memory = of(buffer, scratch);
        if (!buffer.isDirect()) {
            memory.segment.copyFrom(MemorySegment.ofBuffer(buffer));
        }
        return memory;
    }

    /** Puts the first bytes of the memory into the buffer, and moves its position. */
    void copyBack(int count) {
        if (!buffer.isDirect()) {
            MemorySegment.ofBuffer(buffer).asSlice(0, count).copyFrom(segment.asSlice(0, count));
        }
        buffer.position(buffer.position() + count);
    }

    @Override
    public void close() {
        if (arenaOrNull != null) {
            arenaOrNull.close();
        }
    }
}
