package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs that a test needs and that may not be installed. */
final class Tool {
    private Tool() {}

    /** Returns the path of a program. Skips the test if the program is not installed. */
    static String require(String name) {
        Optional<Path> executable = Shell.find(name);
        Assumptions.assumeTrue(
                executable.isPresent(), name + " is not installed; it is in Debian's package prometheus");
        return executable.get().toString();
    }

    /** Runs a program, which must succeed, and returns its output. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s printed: %s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
