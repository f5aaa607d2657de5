package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program {@code jfr/stalls}. */
final class StallsTool {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    /** The file that users run. */
    static final Path SCRIPT = Path.of(System.getProperty("settings"), "stalls");

    private final Path classes;

    private StallsTool(Path classes) {
        this.classes = classes;
    }

    /** What the program printed, and its exit status. */
    record Result(int status, String output, String errors) {
        List<String> lines() {
            return output.lines().toList();
        }

        /** The cells of the line in the table of causes that names this method. */
        List<String> cause(String method) {
            return row("Causes, ", method);
        }

        /** The cells of the line in the table of loops that begins with this name. */
        List<String> loop(String name) {
            return row("Loops", name);
        }

        private List<String> row(String title, String part) {
            return lines().stream()
                    .dropWhile(line -> !line.startsWith(title))
                    .takeWhile(line -> !line.isBlank())
                    .filter(line -> line.contains(part))
                    .map(line -> Arrays.asList(line.strip().split(" {2,}")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + part + " below " + title + ":\n" + output + errors));
        }
    }

    /** Compiles it, which {@code java} does each time otherwise. Warnings are errors. */
    static StallsTool compile(Path folder) throws Exception {
        Path source = folder.resolve("Stalls.java");
        List<String> lines = Files.readAllLines(SCRIPT);
        assertThat(lines.get(0)).startsWith("#!");
        Files.write(source, lines.subList(1, lines.size()));
        Path classes = folder.resolve("stalls-classes");
        Result result = start(
                folder,
                List.of(
                        JAVA.resolve("javac").toString(),
                        "--release",
                        "17",
                        "-Xlint:all",
                        "-Werror",
                        "-d",
                        classes.toString(),
                        source.toString()));
        assertThat(result.status()).as(result.output() + result.errors()).isZero();
        return new StallsTool(classes);
    }

    /** Runs the compiled program with a small heap. */
    Result run(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(JAVA.resolve("java").toString(), "-Xmx512m", "-cp", classes.toString(), "Stalls"));
        command.addAll(List.of(arguments));
        return start(folder, command);
    }

    /** The command {@code java} with the flags of the build. */
    static List<String> java() {
        return Stream.concat(
                        Stream.of(JAVA.resolve("java").toString()),
                        Arrays.stream(System.getProperty("jvm.flags", "").split(" ")))
                .filter(word -> !word.isBlank())
                .toList();
    }

    /** Runs the file itself. */
    static Result runScript(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        return start(folder, command);
    }

    /** Runs a command to its end. */
    static Result start(Path folder, List<String> command) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .directory(folder.toFile());
        // with these the JVM writes to the standard error
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS").forEach(builder.environment()::remove);
        builder.environment().merge("PATH", JAVA.toString(), (path, ours) -> ours + ":" + path);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("%s ended", command)
                    .isTrue();
            return new Result(process.exitValue(), read(output), read(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
