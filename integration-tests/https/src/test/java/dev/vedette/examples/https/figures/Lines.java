package dev.vedette.examples.https.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Counts lines of code: without comments, imports and empty lines. */
final class Lines {
    private final Path examples;

    /** Takes the folder "integration-tests". */
    Lines(Path examples) {
        this.examples = examples;
    }

    int of(String folder, String... classes) throws IOException {
        int count = 0;
        for (String name : classes) {
            count += count(examples.resolve(folder).resolve(name + ".java"));
        }
        return count;
    }

    int ofAll(String folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(examples.resolve(folder))) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        int count = 0;
        for (Path file : files) {
            count += count(file);
        }
        return count;
    }

    private static int count(Path file) throws IOException {
        return (int) Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("*"))
                .filter(line -> !line.startsWith("/*") && !line.startsWith("import ") && !line.startsWith("package "))
                .count();
    }
}
