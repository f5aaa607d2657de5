package dev.vedette.examples.prometheus;

import static dev.vedette.examples.prometheus.StallingServer.HEALTHY;
import static dev.vedette.examples.prometheus.StallingServer.TROUBLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import dev.vedette.examples.prometheus.Dashboard.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the person on call learns of a server in trouble. One of its two loops stalls now and then, then makes garbage,
 * then hangs, and then goes on. A real Prometheus watches it, and a recording runs. The tests ask Prometheus for the
 * state at the end of each phase.
 */
@Timeout(1200)
class ScenarioTest {
    /** The number of dispatches of a loop that took more than 100 ms. */
    private static final String SLOW_DISPATCHES =
            "vedette_poll_dispatch_bucket_dispatches_total{poll=\"%s\",le=\"+Inf\"} - ignoring (le)"
                    + " vedette_poll_dispatch_bucket_dispatches_total{poll=\"%<s\",le=\"0.1\"}";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The alert must be there within 15 s. A test machine may be busy. */
    private static final Duration HANG_LIMIT = Duration.ofSeconds(60);

    private static final int STALLS = 8;
    private static final Dashboard DASHBOARD = Dashboard.read(Path.of("grafana-dashboard.json"));

    @TempDir
    static Path folder;

    private static Prometheus prometheus;
    private static StallsReport duringTheHang;
    private static StallsReport afterwards;

    // The ends of the phases, in seconds since 1970.
    private static String stalled;
    private static String hanging;
    private static String recovered;

    @BeforeAll
    static void runTheScenario() throws Exception {
        Tool.require("prometheus");
        Shell shell = new Shell(folder);
        try (RunningProgram server = RunningProgram.start(shell, command())) {
            String[] ports = server.awaitLine("ports ").split(" ");
            int troubledPort = Integer.parseInt(ports[1]);
            int healthyPort = Integer.parseInt(ports[2]);
            prometheus = Prometheus.watching(Integer.parseInt(ports[3]), folder);
            try (RequestClient troubled = new RequestClient(troubledPort);
                    RequestClient healthy = new RequestClient(healthyPort)) {
                RequestClient.startWorking(troubledPort);
                RequestClient.startWorking(healthyPort);
                await().atMost(LIMIT)
                        .until(() -> prometheus
                                        .query("vedette_poll_utilization", prometheus.now())
                                        .size()
                                == 2);
                stall(troubled);
                makeGarbage(troubled);
                hang(troubled);
                shell.run("jcmd " + server.pid() + " JFR.dump filename=" + folder.resolve("hanging.jfr"));
                recover(troubled, healthy);
            }
        }
        duringTheHang = StallsReport.of(shell, "hanging.jfr");
        afterwards = StallsReport.of(shell, "scenario.jfr");
        System.out.println(duringTheHang);
        System.out.println(afterwards);
    }

    private static String command() {
        return String.join(
                " ",
                "java",
                System.getProperty("jvm.flags", ""),
                "-Xmx96m",
                "-XX:StartFlightRecording:filename=scenario.jfr,settings=default,settings="
                        + Path.of(System.getProperty("settings"), "vedette.jfc"),
                "-cp '" + System.getProperty("java.class.path") + "'",
                StallingServer.class.getName());
    }

    private static void stall(RequestClient troubled) throws Exception {
        for (int i = 0; i < STALLS; i++) {
            troubled.ask(i % 2 == 0 ? StallingServer.SLEEP : StallingServer.COMPUTE);
            Thread.sleep(700);
        }
        String all = "(" + SLOW_DISPATCHES.formatted(TROUBLED) + " >= " + STALLS + ")";
        stalled = awaitAlerts("VedetteLoopStalls", 1, all, LIMIT);
    }

    private static void makeGarbage(RequestClient troubled) throws Exception {
        for (int i = 0; i < 3; i++) {
            troubled.ask(StallingServer.ALLOCATE);
        }
    }

    private static void hang(RequestClient troubled) throws Exception {
        Instant begin = Instant.now();
        troubled.send(StallingServer.HANG);
        hanging = awaitAlerts("VedetteLoopHangs", 1, "vedette_poll_dispatch_current_seconds > 5", HANG_LIMIT);
        System.out.println("VedetteLoopHangs was raised after " + Duration.between(begin, Instant.now()));
    }

    private static void recover(RequestClient troubled, RequestClient healthy) throws Exception {
        healthy.ask(StallingServer.RELEASE);
        troubled.awaitResponse(StallingServer.HANG);
        Instant end = Instant.now();
        recovered = awaitAlerts("VedetteLoopHangs", 0, "vedette_poll_dispatch_max_seconds > 5", LIMIT);
        System.out.println("VedetteLoopHangs was resolved after " + Duration.between(end, Instant.now()));
    }

    /**
     * Waits until an alert is raised for so many loops and a query has an answer, and returns the time of Prometheus.
     * Until then the machine may be too busy to answer a scrape within a second.
     */
    private static String awaitAlerts(String name, int loops, String query, Duration limit) {
        String scraped = "up == 1 and on () (sum_over_time(up[15s]) >= 2) and on () " + query;
        return await().atMost(limit)
                .until(
                        () -> {
                            String now = prometheus.now();
                            boolean answered = !prometheus.query(scraped, now).isEmpty();
                            return answered && alerts(name, now).size() == loops ? now : "";
                        },
                        now -> !now.isEmpty());
    }

    /** Returns the loops for which an alert is raised. */
    private static List<String> alerts(String name, String time) throws Exception {
        return prometheus
                .query("ALERTS{alertstate=\"firing\",alertname=\"" + name + "\"}", time)
                .findValuesAsText("poll");
    }

    @AfterAll
    static void end() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void theAlertForStallsNamesTheLoop() throws Exception {
        assertThat(alerts("VedetteLoopStalls", stalled)).containsExactly(TROUBLED);
    }

    @Test
    void theAlertForAHangNamesTheLoopWhileItHangs() throws Exception {
        assertThat(alerts("VedetteLoopHangs", stalled)).isEmpty();
        assertThat(alerts("VedetteLoopHangs", hanging)).containsExactly(TROUBLED);
        assertThat(alerts("VedetteLoopHangs", recovered)).isEmpty();
    }

    /** Collections stop both loops in the phase with much garbage, so a stall of the healthy loop is possible there. */
    @Test
    void theHealthyLoopNeverHangs() throws Exception {
        String alert = "ALERTS{poll=\"healthy\",alertname=\"VedetteLoopHangs\",alertstate=\"firing\"}";
        assertThat(prometheus.query("count_over_time(" + alert + "[10m])", recovered))
                .isEmpty();
    }

    @Test
    void theMetersTellHowOftenTheLoopStalls() throws Exception {
        assertThat(value(SLOW_DISPATCHES.formatted(TROUBLED), stalled)).isGreaterThanOrEqualTo(STALLS);
        assertThat(value(SLOW_DISPATCHES.formatted(HEALTHY), stalled)).isLessThan(STALLS);
    }

    @Test
    void theMetersTellHowBadTheStallsAre() throws Exception {
        String percentile = "vedette_poll_dispatch_percentile_seconds{poll=\"troubled\",phi=\"%s\"}";
        assertThat(value(percentile.formatted("0.5"), stalled)).isLessThan(0.1);
        assertThat(value(percentile.formatted("0.999"), stalled)).isGreaterThan(0.25);
        String worst = "vedette_poll_dispatch_max_seconds{poll=\"troubled\"}";
        assertThat(value(worst, stalled)).isGreaterThanOrEqualTo(0.3);
        assertThat(value(worst, recovered)).isGreaterThan(5);
    }

    @Test
    void theMetersTellWhichLoopHangs() throws Exception {
        String current = "vedette_poll_dispatch_current_seconds{poll=\"%s\"}";
        assertThat(value(current.formatted(TROUBLED), hanging)).isGreaterThan(5);
        assertThat(value(current.formatted(HEALTHY), hanging)).isLessThan(5);
        assertThat(value(current.formatted(TROUBLED), recovered)).isLessThan(5);
    }

    @Test
    void theMetersTellWhichLoopIsBusy() throws Exception {
        String utilization = "vedette_poll_utilization{poll=\"%s\"}";
        assertThat(value(utilization.formatted(TROUBLED), hanging))
                .isGreaterThan(value(utilization.formatted(HEALTHY), hanging));
    }

    @Test
    void theFirstRowOfTheDashboardAnswersTheQuestions() throws Exception {
        assertThat(value(query("Loops that hang now", "count"), stalled)).isZero();
        assertThat(value(query("Loops that hang now", "count"), hanging)).isOne();
        assertThat(value(query("Loops that hang now", "count"), recovered)).isZero();
        assertThat(first("The loops, the slowest first", "dispatch_current", hanging))
                .isEqualTo(TROUBLED);
        assertThat(first("The loops, the slowest first", "dispatch_bucket", hanging))
                .isEqualTo(TROUBLED);
        assertThat(first("The loops, the slowest first", "0.99\"", stalled)).isEqualTo(TROUBLED);
        assertThat(first("The loops, the slowest first", "dispatch_max", stalled))
                .isEqualTo(TROUBLED);
        assertThat(first("The loops, the slowest first", "utilization", hanging))
                .isEqualTo(TROUBLED);
    }

    @Test
    void everyQueryOfTheDashboardIsAnsweredInEachPhase() throws Exception {
        for (String moment : List.of(stalled, hanging, recovered)) {
            for (Query query : DASHBOARD.queries()) {
                assertThat(prometheus.query(query.expression(), moment))
                        .as("%s", query)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void theRecordingNamesTheMethodThatSleeps() {
        assertThat(afterwards.cause("sleep")).endsWith("slept");
    }

    @Test
    void theRecordingNamesTheMethodThatComputes() {
        assertThat(afterwards.cause("compute")).contains("ran");
    }

    @Test
    void theRecordingNamesTheMethodThatMakesGarbage() {
        String timeInCollections = afterwards.cause("allocate").strip().split(" {2,}")[4];
        assertThat(timeInCollections).matches("[\\d.]+ (us|ms|s)");
    }

    @Test
    void theRecordingNamesTheMethodThatHung() {
        assertThat(afterwards.cause("hang")).contains("waited for a monitor");
        assertThat(afterwards.worst()).contains(TROUBLED + " on " + TROUBLED + "-loop");
    }

    @Test
    void aRecordingMadeDuringTheHangNamesTheMethodAndTheOwnerOfItsLock() {
        assertThat(duringTheHang.worst()).contains(TROUBLED + " on " + TROUBLED + "-loop", "had not ended");
        assertThat(duringTheHang.cause("hang")).contains("was seen blocked");
        assertThat(duringTheHang.lines()).anyMatch(line -> line.contains("held by " + StallingServer.OWNER));
    }

    @Test
    void theStallIsRecordedAgainWhenItIsTwiceAsOld() throws Exception {
        List<RecordedEvent> seen = RecordingFile.readAllEvents(folder.resolve("hanging.jfr")).stream()
                .filter(event -> event.getEventType().getName().equals("dev.vedette.Stall"))
                .filter(event -> event.getString("stack").contains("StallingServer.hang"))
                .toList();
        assertThat(seen).hasSizeGreaterThan(1).allSatisfy(stall -> {
            assertThat(stall.getString("name")).isEqualTo(TROUBLED);
            assertThat(stall.getString("state")).isEqualTo("BLOCKED");
            assertThat(stall.getString("lock")).startsWith("java.lang.Object@");
            assertThat(stall.getString("owner")).isEqualTo(StallingServer.OWNER);
        });
        assertThat(seen).extracting(stall -> stall.getDuration("age")).isSorted();
    }

    /** Returns the query of a panel that contains a text. */
    private static String query(String panel, String part) {
        return DASHBOARD.queries().stream()
                .filter(query -> query.panel().equals(panel))
                .map(Query::expression)
                .filter(expression -> expression.contains(part))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the loop for which a query of a panel has the highest value. */
    private static String first(String panel, String part, String time) throws Exception {
        JsonNode series = prometheus.query(query(panel, part), time);
        return StreamSupport.stream(series.spliterator(), false)
                .max(Comparator.comparingDouble(one -> one.at("/value/1").asDouble()))
                .orElseThrow()
                .at("/metric/poll")
                .asText();
    }

    private static double value(String expression, String time) throws Exception {
        JsonNode series = prometheus.query(expression, time);
        assertThat(series).as(expression).hasSize(1);
        return series.at("/0/value/1").asDouble();
    }
}
