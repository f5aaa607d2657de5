package dev.vedette.examples.https.site;

import dev.vedette.examples.https.protocol.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file with the length that it has now. */
final class FileBody implements Body {
    private final FileChannel channel;
    private final long length;

    FileBody(Path file) throws IOException {
        channel = FileChannel.open(file);
        try {
            length = channel.size();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
