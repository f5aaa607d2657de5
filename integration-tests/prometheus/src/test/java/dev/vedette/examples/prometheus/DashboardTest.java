package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vedette.examples.prometheus.Dashboard.Query;
import dev.vedette.examples.prometheus.Dashboard.Variable;
import dev.vedette.examples.redis.client.LoadClient;
import dev.vedette.examples.redis.client.Workload;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts a server under load while a real Prometheus scrapes it, and then sends the queries of the dashboard to
 * Prometheus.
 */
@Timeout(1200)
class DashboardTest {
    private static final Duration LOAD = Duration.ofSeconds(20); // longer than the window of the dashboard's rates
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Dashboard DASHBOARD = Dashboard.read(Path.of("grafana-dashboard.json"));

    @TempDir
    static Path folder;

    private static MeteredServer server;
    private static Prometheus prometheus;

    /** The time for which all queries are evaluated: the end of the load, no matter how much later a test runs. */
    private static String lastScrape;

    @BeforeAll
    static void watchAServerUnderLoad() throws Exception {
        server = MeteredServer.start(0, 0);
        prometheus = Prometheus.watching(server.metricsAddress().getPort(), folder);
        new LoadClient(server.redisAddress(), 20, 8).run(Workload.SET, LOAD);
        lastScrape = await().atMost(LONG).until(DashboardTest::lastGoodScrape, moment -> !moment.isEmpty());
    }

    /**
     * Returns the time of the last scrape. Returns an empty string if that scrape failed, for example because the
     * machine was too busy to answer within a second.
     */
    private static String lastGoodScrape() throws Exception {
        return prometheus
                .query("timestamp(up) and up == 1", prometheus.now())
                .at("/0/value/1")
                .asText();
    }

    @AfterAll
    static void end() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyQueryIsAnsweredWithNumbers() throws Exception {
        List<Query> queries = DASHBOARD.queries();
        assertThat(queries).isNotEmpty();
        for (Query query : queries) {
            JsonNode series = prometheus.query(query.expression(), lastScrape);
            System.out.println(query.panel() + " | " + query.expression() + " | " + series.findValues("value"));
            assertThat(series).as("%s", query).isNotEmpty();
            for (JsonNode one : series) {
                assertThat(one.at("/value/1").asText()).as("%s", query).isNotIn("NaN", "+Inf", "-Inf");
            }
        }
    }

    @Test
    void everyVariableHasValues() throws Exception {
        Map<String, String> expected = Map.of(
                "poll",
                "redis",
                "backend",
                System.getProperty("expected.backend"),
                "instance",
                "127.0.0.1:" + server.metricsAddress().getPort());
        List<Variable> variables = DASHBOARD.variables();
        assertThat(variables).extracting(Variable::name).containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (Variable variable : variables) {
            JsonNode values =
                    prometheus.api("label/" + variable.label() + "/values", Map.of("match[]", variable.selector()));
            assertThat(values).extracting(JsonNode::asText).containsExactly(expected.get(variable.name()));
        }
    }

    @Test
    void everyMeterIsShown() throws Exception {
        String queries = DASHBOARD.queries().stream().map(Query::expression).collect(Collectors.joining("\n"));
        URI meters = URI.create("http://127.0.0.1:" + server.metricsAddress().getPort() + "/metrics");
        List<String> names = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(meters).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('{')))
                .distinct()
                .toList();
        assertThat(names).hasSize(14).allSatisfy(name -> assertThat(queries).contains(name + "{"));
    }

    @Test
    void theMetersShowTheLoad() throws Exception {
        assertThat(value("increase(vedette_poll_events_total[15s])")).isPositive();
        assertThat(value("rate(vedette_poll_dispatch_seconds_sum[15s])")).isPositive();
        assertThat(value("rate(vedette_poll_wait_seconds_sum[15s])")).isPositive();
        assertThat(value("vedette_poll_dispatch_max_seconds")).isPositive();
    }

    @Test
    void theAlertRulesAreEvaluated() throws Exception {
        await().atMost(LONG).untilAsserted(() -> {
            JsonNode rules = prometheus.api("rules", Map.of());
            assertThat(rules.findValuesAsText("name"))
                    .contains("VedetteLoopHangs", "VedetteLoopStalls", "VedetteLoopSaturated");
            assertThat(rules.findValuesAsText("health")).containsOnly("ok");
        });
    }

    private static double value(String expression) throws Exception {
        return prometheus.query(expression, lastScrape).at("/0/value/1").asDouble();
    }
}
