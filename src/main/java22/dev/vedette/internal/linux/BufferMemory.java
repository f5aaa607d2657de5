package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory outside the heap that stands for the remaining bytes of a buffer during one call. For a direct buffer it is
 * the memory of the buffer, for other buffers a copy. The copy has the full size, because a message can be neither sent
 * nor received in parts.
 */
final class BufferMemory implements AutoCloseable {
    final MemorySegment segment;

    private final ByteBuffer buffer;

    /** The arena of a copy that is too large for the scratch memory; {@code null} otherwise. */
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

    /** Memory that holds the remaining bytes of the buffer. */
    static BufferMemory filledFrom(ByteBuffer buffer, Scratch scratch) {
        BufferMemory memory = of(buffer, scratch);
        if (!buffer.isDirect()) {
            memory.segment.copyFrom(MemorySegment.ofBuffer(buffer));
        }
        return memory;
    }

    /** Copies the first bytes of the memory into the buffer, and advances its position. */
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
