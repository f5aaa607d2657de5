package dev.vedette.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What can be done with every descriptor. Whoever calls sees to it that the descriptor is not closed meanwhile. */
public interface DescriptorCalls {
    /** As {@link java.nio.channels.ReadableByteChannel#read}; 0 if it would block. */
    int read(int fd, ByteBuffer target) throws IOException;

    /** As {@link java.nio.channels.WritableByteChannel#write}; 0 if it would block. */
    int write(int fd, ByteBuffer source) throws IOException;

    void setNonBlocking(int fd, boolean nonBlocking) throws IOException;

    /** A new descriptor of what is at a path, non-blocking, closed on exec, and nobody's controlling terminal. */
    int open(byte[] path, boolean read, boolean write) throws IOException;

    void close(int fd) throws IOException;

    /**
     * The implementation.
     *
     * @throws UnsupportedOperationException if this JVM has none; the message says what to do
     */
    static DescriptorCalls get() {
        return NativeProvider.require().descriptorCalls();
    }
}
