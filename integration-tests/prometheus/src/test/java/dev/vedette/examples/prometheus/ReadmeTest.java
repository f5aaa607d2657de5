package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vedette.Poll;
import dev.vedette.examples.Readme;
import dev.vedette.examples.Shell;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program and the commands of the top folder's README for dashboards. */
@Timeout(1200)
class ReadmeTest {
    private static final String SECTION = "On a dashboard";
    private static final String PROGRAM = """
            import dev.vedette.*;
            import dev.vedette.micrometer.*;
            import io.micrometer.core.instrument.*;

            public class Snippet {
                public static AutoCloseable bind(Poll poll, MeterRegistry registry) {
                    %s
                    return metrics;
                }
            }
            """;

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void copyFiles() throws Exception {
        shell = new Shell(folder);
        for (String file : new String[] {"alerts.yml", "prometheus.yml"}) {
            shell.copy("integration-tests/prometheus/" + file, Path.of(file));
        }
    }

    @Test
    void theProgramBindsTheMeters() throws Exception {
        shell.write("Snippet.java", PROGRAM.formatted(Readme.block(SECTION, "java")));
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.out,
                        "-d",
                        folder.toString(),
                        folder.resolve("Snippet.java").toString());
        assertThat(status).isZero();
        MeterRegistry registry = new SimpleMeterRegistry();
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                Poll poll = Poll.open()) {
            AutoCloseable metrics = (AutoCloseable) loader.loadClass("Snippet")
                    .getMethod("bind", Poll.class, MeterRegistry.class)
                    .invoke(null, poll, registry);
            assertThat(registry.getMeters()).hasSize(27);
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void theAlertRulesAreValid() throws Exception {
        Tool.require("promtool");
        assertThat(shell.run(Readme.command(SECTION, "promtool"))).anyMatch(line -> line.contains("3 rules found"));
    }

    @Test
    void prometheusRunsWithTheConfiguration() throws Exception {
        Tool.require("prometheus");
        try (Prometheus prometheus = Prometheus.start(shell, Readme.command(SECTION, "prometheus --config"))) {
            await().atMost(Duration.ofMinutes(5)).until(prometheus::isReady);
            await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
                assertThat(prometheus.api("targets", Map.of()).findValuesAsText("scrapePool"))
                        .containsExactly("vedette");
                assertThat(prometheus.api("rules", Map.of()).findValuesAsText("name"))
                        .contains("VedetteLoopHangs", "VedetteLoopStalls", "VedetteLoopSaturated");
            });
        }
    }

    @Test
    void noCommandIsLeftOut() {
        assertThat(Readme.commands(SECTION))
                .containsExactlyInAnyOrder(
                        Readme.command(SECTION, "promtool"), Readme.command(SECTION, "prometheus --config"));
    }
}
