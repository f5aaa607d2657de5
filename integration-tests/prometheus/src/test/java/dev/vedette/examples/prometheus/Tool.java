package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system that a test needs and that may not be there. */
final class Tool {
    private Tool() {}

    /** Where it is; without it the test that asks is skipped. */
    static String require(String name) {
        Optional<Path> executable = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(
                executable.isPresent(), name + " is not installed; it is in Debian's package prometheus");
        return executable.get().toString();
    }

    /** What it prints; it must succeed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s says: %s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
