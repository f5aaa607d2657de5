package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a process of its own: on the same JDK and class path, with the same access to natives. */
public final class ChildJvm {
    private final List<String> command = new ArrayList<>();
    private final List<String> flags;

    /** Its arguments are to be added. */
    public ChildJvm(Class<?> program, String... jvmOptions) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmOptions));
        flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--enable-native-access") || option.startsWith("--add-exports"))
                .toList();
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    }

    /** Not with the same access to natives, but with what its own options give. */
    public ChildJvm withoutFlags() {
        flags.forEach(flag -> command.remove(command.lastIndexOf(flag)));
        return this;
    }

    public ChildJvm with(Object... arguments) {
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return this;
    }

    /** Lets another program start it, such as strace or a shell that says {@code exec "$@"}. */
    public ChildJvm under(String... starter) {
        command.addAll(0, List.of(starter));
        return this;
    }

    /** What it printed; that it came to its end, and without a fault, is asserted. */
    public String run(Duration patience) throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                String printed = Files.readString(output, StandardCharsets.UTF_8);
                assertThat(ended).as("it ends, having printed %s", printed).isTrue();
                assertThat(process.exitValue()).as(printed).isZero();
                return printed;
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(output);
        }
    }
}
