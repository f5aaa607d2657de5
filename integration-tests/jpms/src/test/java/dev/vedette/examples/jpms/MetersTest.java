package dev.vedette.examples.jpms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import dev.vedette.examples.Shell;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Binds meters in a program that is a module. Micrometer itself is an automatic module. */
@Timeout(1200)
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
    Path folder;

    @Test
    void aModuleBindsTheMeters() throws Exception {
        List<String> libraries = new ArrayList<>();
        for (Class<?> oneOfEach : List.of(
                Poll.class,
                MeterRegistry.class,
                KeyValue.class,
                Observation.class,
                Class.forName("org.jspecify.annotations.Nullable"))) {
            libraries.add(Echo.jarOf(oneOfEach).toString());
        }
        String modulePath = String.join(":", libraries);
        Shell shell = new Shell(folder);
        shell.write("module-info.java", MODULE);
        shell.write("Metered.java", PROGRAM);
        shell.run("javac -p " + modulePath + " -d modules/metered module-info.java Metered.java");
        assertThat(shell.run("java -p " + modulePath + ":modules -m metered/metered.Metered").stream()
                        .filter(line -> line.startsWith("vedette.poll."))
                        .distinct())
                .hasSize(12);
    }
}
