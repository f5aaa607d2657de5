package dev.vedette.examples.https.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of a response. */
public interface Body extends Closeable {
    /** The length of a body that does not know its length. */
    long UNKNOWN = -1;

    long length();

    /**
     * Moves bytes into a buffer.
     *
     * @return their number; 0 if the next bytes depend on content of the request that has not arrived; -1 at the end
     */
    int read(ByteBuffer target) throws IOException;

    @Override
    void close() throws IOException;

    static Body of(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        return new Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read(ByteBuffer target) {
                return rest.hasRemaining() ? move(rest, target) : -1;
            }

            @Override
            public void close() {}
        };
    }

    /** Moves as many bytes as there are and as there is room for. */
    static int move(ByteBuffer source, ByteBuffer target) {
        int count = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), count);
        source.position(source.position() + count);
        target.position(target.position() + count);
        return count;
    }
}
