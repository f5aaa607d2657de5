package dev.vedette.examples.redis;

import dev.vedette.examples.redis.client.LoadClient;
import dev.vedette.examples.redis.client.LoadReport;
import dev.vedette.examples.redis.client.RedisBenchmark;
import dev.vedette.examples.redis.client.Workload;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.server.EventLoopServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts the event-loop server under load for about ten seconds, with redis-benchmark if it is installed, and with the
 * example's own client otherwise. Prints the throughput every second, and at the end the observations of Flight
 * Recorder and Micrometer.
 */
public final class Demo {
    private static final Duration DURATION = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 50;
    private static final int PIPELINE = 16;
    private static final int REQUESTS_PER_TEST = 200_000; // a second or less for each test

    private Demo() {}

    /** Exits with status 0 on success, and 1 on failure. */
    public static void main(String[] arguments) {
        try (EventLoopServer server = EventLoopServer.start(0, new Keyspace(), Limits.DEFAULT);
                Observation observation = Observation.start(server.poll())) {
            demonstrate(server);
            observation.print(System.out);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void demonstrate(EventLoopServer server) throws IOException {
        Optional<RedisBenchmark> benchmark = RedisBenchmark.find();
        System.out.printf(
                "Redis protocol on %s, backend %s, Java %s, load from %s: %d connections, batches of %d requests%n",
                server.address(),
                server.backend(),
                Runtime.version().feature(),
                benchmark.isPresent() ? "redis-benchmark" : "the example's own client",
                CONNECTIONS,
                PIPELINE);
        List<LoadReport> reports = new ArrayList<>();
        ProgressPrinter progress = ProgressPrinter.start(server);
        try {
            long end = System.nanoTime() + DURATION.toNanos();
            while (System.nanoTime() - end < 0) {
                reports.addAll(
                        benchmark.isPresent()
                                ? benchmark.get().run(server.address(), CONNECTIONS, PIPELINE, REQUESTS_PER_TEST)
                                : ownLoad(server));
            }
        } finally {
            progress.close();
        }
        printSummary(server, reports);
    }

    private static List<LoadReport> ownLoad(EventLoopServer server) throws IOException {
        LoadClient client = new LoadClient(server.address(), CONNECTIONS, PIPELINE);
        List<LoadReport> reports = new ArrayList<>();
        for (Workload workload : Workload.values()) {
            reports.add(client.run(workload, DURATION.dividedBy(2L * Workload.values().length)));
        }
        return reports;
    }

    private static void printSummary(EventLoopServer server, List<LoadReport> reports) {
        Map<String, Double> best = new TreeMap<>();
        reports.forEach(report -> best.merge(report.test(), report.requestsPerSecond(), Math::max));
        System.out.printf(
                "%,d requests over %,d connections, %,d events in %,d polls; best rate of each test:%n",
                server.counters().requests(),
                server.counters().connectionsAccepted(),
                server.poll().statistics().events(),
                server.poll().statistics().polls());
        best.forEach((test, requests) -> System.out.printf("  %-12s %,12.0f requests/s%n", test, requests));
    }
}
