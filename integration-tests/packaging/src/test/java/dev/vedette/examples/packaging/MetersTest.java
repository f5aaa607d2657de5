package dev.vedette.examples.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The meters in a program that is a module, as Micrometer is none. */
@Timeout(120)
class MetersTest {
    private static final String MODULE = "module metered { requires dev.vedette; requires micrometer.core; }";
    private static final String PROGRAM = """
            package metered;

            public class Metered {
                public static void main(String[] arguments) throws Exception {
                    var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
                    try (var poll = dev.vedette.Poll.open();
                            var metrics = new dev.vedette.micrometer.PollMetrics(poll)) {
                        metrics.bindTo(registry);
                        registry.getMeters().forEach(meter -> System.out.println(meter.getId().getName()));
                    }
                }
            }
            """;

    @TempDir
    Path project;

    @Test
    void aModuleBindsThem() throws Exception {
        String libraries = Stream.of(
                        "dev.vedette.Poll",
                        "io.micrometer.core.instrument.MeterRegistry",
                        "io.micrometer.common.KeyValue",
                        "io.micrometer.observation.Observation",
                        "org.jspecify.annotations.Nullable")
                .map(className -> Tools.jarOf(className).toString())
                .collect(Collectors.joining(":"));
        Files.createDirectory(project.resolve("metered"));
        Tools.run(Tools.tool(
                "javac",
                "-p",
                libraries,
                "-d",
                project.resolve("modules/metered").toString(),
                Files.writeString(project.resolve("module-info.java"), MODULE).toString(),
                Files.writeString(project.resolve("metered/Metered.java"), PROGRAM)
                        .toString()));
        List<String> output = Tools.run(Tools.tool(
                "java", "-p", libraries + ":" + project.resolve("modules"), "-m", "metered/metered.Metered"));
        assertThat(output.stream().filter(line -> line.startsWith("vedette.poll.")))
                .hasSize(10);
    }
}
