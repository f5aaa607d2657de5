package dev.vedette.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The compiled classes of a package. */
public final class ClassFiles {
    private ClassFiles() {}

    /**
     * Returns the content of each class file of a package. Its constant pool names every class that the class refers
     * to.
     *
     * @param member a class of the package
     */
    public static Map<Path, String> of(Class<?> member) throws IOException, URISyntaxException {
        Path folder = Path.of(
                        member.getResource(member.getSimpleName() + ".class").toURI())
                .getParent();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
        }
        Map<Path, String> contents = new TreeMap<>();
        for (Path file : files) {
            contents.put(file, Files.readString(file, ISO_8859_1));
        }
        return contents;
    }
}
