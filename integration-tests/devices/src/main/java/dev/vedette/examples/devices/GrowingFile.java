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

/** A file to which other programs append lines. */
final class GrowingFile implements Closeable {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final Lines lines = new Lines();
    private Path name;

    private GrowingFile(FileChannel channel, Path name) {
        this.channel = channel;
        this.name = name;
    }

    /** Opens a file. Returns null if it no longer exists. */
    static GrowingFile open(Path path) throws IOException {
        try {
            return new GrowingFile(FileChannel.open(path), path.getFileName());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Returns the identity of a file, which a rename does not change. Returns null if the file is not a regular file or
     * no longer exists.
     */
    static Object inode(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.fileKey() : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Returns the name under which the file was last seen. */
    Path name() {
        return name;
    }

    void rename(Path newName) {
        name = newName;
    }

    /** Returns the lines that were completed since the last call. */
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
