package dev.vedette.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The memory of what remains of a buffer, for one call: its own if it is direct, else a copy of its size. Not a smaller
 * one, since a message can neither be sent nor received in parts.
 */
final class BufferMemory implements AutoCloseable {
    final MemorySegment segment;

    private final ByteBuffer buffer;

    /** Of a copy that the scratch memory has no room for; {@code null} else. */
    private final Arena arenaOrNull;

    private BufferMemory(ByteBuffer buffer, MemorySegment segment, Arena arenaOrNull) {
        this.buffer = buffer;
        this.segment = segment;
        this.arenaOrNull = arenaOrNull;
    }

    /** To be read into; {@link #took} says how much was. */
    static BufferMemory of(ByteBuffer buffer, Scratch scratch) {
        int size = buffer.remaining();
        if (buffer.isDirect()) {
            return new BufferMemory(buffer, MemorySegment.ofBuffer(buffer), null);
        }
        if (size <= Scratch.COPY_SIZE) {
            return new BufferMemory(buffer, scratch.copy().asSlice(0, size), null);
        }
        Arena arena = Arena.ofConfined();
        return new BufferMemory(buffer, arena.allocate(size), arena);
    }

    /** With what remains in it. */
    static BufferMemory filledFrom(ByteBuffer buffer, Scratch scratch) {
        BufferMemory memory = of(buffer, scratch);
        if (!buffer.isDirect()) {
            memory.segment.copyFrom(MemorySegment.ofBuffer(buffer));
        }
        return memory;
    }

    /** So many bytes are in the memory now, and shall be in the buffer. */
    void took(int count) {
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
