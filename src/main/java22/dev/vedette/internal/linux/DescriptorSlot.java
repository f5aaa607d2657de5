package dev.vedette.internal.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A descriptor that a {@link FileInputStream} owns and whose number is known, although the JDK does not reveal it.
 * After {@code dup3} has put another file in its place, the stream owns that file.
 *
 * <p>The stream opens the read end of a pipe a second time, through {@code /proc/self/fd}. The name of the pipe there,
 * {@code pipe:[4711]}, is unique, so the third descriptor with that name is the one of the stream. This leaves no file
 * behind and needs no writable directory.
 *
 * @param holder the stream that owns the descriptor
 * @param number the number of the descriptor
 */
record DescriptorSlot(FileInputStream holder, int number) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static DescriptorSlot open() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            throw new UnsupportedOperationException("there is no " + DESCRIPTORS + "; mount /proc");
        }
        try (Arena arena = Arena.ofConfined()) {
            CallState state = CallState.allocate(arena);
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            Errno.checkBackend(Unistd.pipe(state, ends), state, "pipe2");
            int readEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
            int writeEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
            try {
                return open(state, readEnd, writeEnd);
            } finally {
                Unistd.close(state, writeEnd);
                Unistd.close(state, readEnd);
            }
        }
    }

    private static DescriptorSlot open(CallState state, int readEnd, int writeEnd) throws IOException {
        Path path = DESCRIPTORS.resolve(Integer.toString(readEnd));
        Path name = Files.readSymbolicLink(path);
        int lowest = lowestFree(state, readEnd);
        FileInputStream holder = new FileInputStream(path.toFile());
        try {
            return new DescriptorSlot(holder, find(name, lowest, readEnd, writeEnd));
        } catch (IOException | RuntimeException e) {
            holder.close();
            throw e;
        }
    }

    /** The number that the next descriptor gets, unless another thread opens one first. */
    private static int lowestFree(CallState state, int fd) throws IOException {
        int lowest = Errno.checkBackend(Unistd.duplicate(state, fd), state, "fcntl");
        Unistd.close(state, lowest);
        return lowest;
    }

    private static int find(Path name, int lowest, int readEnd, int writeEnd) throws IOException {
        if (isNamed(DESCRIPTORS.resolve(Integer.toString(lowest)), name)) {
            return lowest;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                int number = Integer.parseInt(descriptor.getFileName().toString());
                if (number != readEnd && number != writeEnd && isNamed(descriptor, name)) {
                    return number;
                }
            }
        }
        throw new IOException("no descriptor is named " + name + " in " + DESCRIPTORS);
    }

    private static boolean isNamed(Path descriptor, Path name) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(name);
        } catch (NoSuchFileException e) {
            return false; // closed in the meantime
        }
    }
}
