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
 * A descriptor that a {@link FileInputStream} owns, and of which the number is known nevertheless, which the JDK does
 * not tell. Whatever is put in its place by {@code dup3} is the stream's from then on.
 *
 * <p>A pipe is opened once more, by way of {@code /proc/self/fd}. Its name there, {@code pipe:[4711]}, is unique, so
 * the third descriptor of that name is the stream's. That leaves no file anywhere and needs no folder to write to.
 *
 * @param holder who owns it
 * @param number which it is
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

    /** What the system gives next, if no other thread is quicker. */
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
        throw new IOException("no descriptor " + name + " in " + DESCRIPTORS);
    }

    private static boolean isNamed(Path descriptor, Path name) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(name);
        } catch (NoSuchFileException e) {
            return false; // closed meanwhile
        }
    }
}
