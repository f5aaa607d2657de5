package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vedette.examples.FreePorts;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that nobody may change is watched by Prometheus, with the exporter that operators use for MXBeans. */
class JmxTest {
    private static final String PROMETHEUS = "/usr/bin/prometheus";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void prometheusShowsTheStallsOfAProgramThatKnowsNothingOfIt() throws Exception {
        Shell shell = new Shell(folder);
        int exporter = FreePorts.next();
        shell.write("exporter.yml", "includeObjectNames: ['dev.vedette:*']\n");
        String flags = AgentJvm.agent("selectors,jmx") + " -javaagent:"
                + NeighboursTest.entry("jmx_prometheus_javaagent") + "=127.0.0.1:" + exporter + ":exporter.yml";
        try (RunningProgram program = RunningProgram.start(shell, AgentJvm.command(flags, LongRunning.class))) {
            program.awaitLine("requests 200");
            assertThat(get("http://127.0.0.1:" + exporter + "/metrics"))
                    .containsPattern(
                            "dev_vedette_Selector_Dispatches\\{name=\"\\W*HTTP-Dispatcher \\(sun.net.httpserver.\\S*\"[^\n]*\\} [1-9]")
                    .containsPattern(
                            "dev_vedette_Selector_Selectors\\{name=\"\\W*HttpClient-#-SelectorManager [^\n]*\\} 1\\.0")
                    .containsPattern("dev_vedette_Selector_DispatchBuckets\\{[^\n]*key=\"0\\.2\"");
            Assumptions.assumeTrue(
                    Files.isExecutable(Path.of(PROMETHEUS)), "prometheus is not installed; it is a Debian package");
            String server = "127.0.0.1:" + FreePorts.next();
            shell.write(
                    "prometheus.yml",
                    "scrape_configs: [{job_name: program, scrape_interval: 1s, static_configs: [{targets: ['127.0.0.1:"
                            + exporter + "']}]}]\n");
            try (RunningProgram prometheus = RunningProgram.start(
                    shell,
                    PROMETHEUS + " --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address="
                            + server)) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> query(
                                        server,
                                        "dev_vedette_Selector_DispatchMaxSeconds{name=~\".*HTTP-Dispatcher.*\"} > 0.25")
                                .contains("HTTP-Dispatcher"));
                assertThat(prometheus.isAlive()).isTrue();
            }
        }
    }

    private String query(String server, String expression) throws InterruptedException {
        try {
            return get("http://" + server + "/api/v1/query?query="
                    + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return ""; // not started yet
        }
    }

    private String get(String uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
                .body();
    }
}
