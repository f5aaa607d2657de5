package dev.vedette.examples.devices;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A file to which lines are added. */
final class GrowingFile implements Closeable {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final Lines lines = new Lines();

    private GrowingFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Null if it is gone already. */
    static GrowingFile open(Path path) throws IOException {
        try {
            return new GrowingFile(FileChannel.open(path));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** What stays the same when it is renamed; null if it is no regular file, or gone already. */
    static Object inode(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.fileKey() : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The lines that are complete since last time. */
    List<String> newLines() throws IOException {
        List<String> complete = new ArrayList<>();
        while (channel.read(buffer.clear()) > 0) {
            complete.addAll(lines.add(buffer.flip()));
        }
        return complete;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
