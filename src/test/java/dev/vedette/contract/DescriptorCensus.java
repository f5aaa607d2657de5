package dev.vedette.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which descriptors this process has open, files aside: those come and go as classes are loaded. */
public final class DescriptorCensus {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private DescriptorCensus() {}

    public static void assumeAvailable() {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "counting descriptors needs /proc/self/fd");
    }

    /** Such as {@code socket:[4711]}; epoll instances and eventfds have no number and appear once each. */
    public static List<String> take() throws IOException {
        List<String> census = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                addTarget(descriptor, census);
            }
        }
        return census;
    }

    /** What is there and was not. */
    public static List<String> since(List<String> before) throws IOException {
        List<String> census = take();
        before.forEach(census::remove);
        return census;
    }

    private static void addTarget(Path descriptor, List<String> census) throws IOException {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (!target.startsWith("/")) {
                census.add(target);
            }
        } catch (NoSuchFileException e) {
            // closed while we looked
        }
    }
}
