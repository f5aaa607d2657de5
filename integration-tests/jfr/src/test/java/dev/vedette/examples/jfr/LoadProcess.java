package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@link Load} in a separate JVM of the same version, and holds its output. */
final class LoadProcess {
    private final List<String> lines;

    private LoadProcess(List<String> lines) {
        this.lines = lines;
    }

    /** Runs the program until it exits. */
    static LoadProcess run(Path folder, List<String> flags, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(System.getProperty("jvm.flags", "").split(" "))
                .filter(flag -> !flag.isBlank())
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", location(Load.class) + ":" + location(dev.vedette.Poll.class)));
        command.add(Load.class.getName());
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(folder.toFile())
                .start();
        try {
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            assertThat(ended && process.exitValue() == 0)
                    .as(() -> command + ":\n" + read(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new LoadProcess(read(output).lines().toList());
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    List<Long> numbers(String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> Long.valueOf(line.substring(key.length() + 1)))
                .toList();
    }

    long number(String key) {
        assertThat(numbers(key)).as(key).hasSize(1);
        return numbers(key).get(0);
    }

    List<String> lines() {
        return lines;
    }
}
