package dev.vedette.benchmarks.echo;

import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sample;
import dev.vedette.benchmarks.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures all echo servers in several rounds, each server in a fresh process.
 *
 * <p>A round measures the peers of one workload one right after the other, and each round begins with another peer. A
 * machine that changes its speed during the run thus changes it for all peers.
 */
public final class EchoBenchmark {
    private static final int[] CONNECTIONS = {1, 50, 1000};
    private static final int[] BYTES = {64, 16 * 1024};
    private static final List<Peer> IN_JAVA = List.of(
            Peer.VEDETTE_EPOLL,
            Peer.VEDETTE_EPOLL_EDGE,
            Peer.VEDETTE_EPOLL_BUSY,
            Peer.VEDETTE_NIO,
            Peer.SELECTOR,
            Peer.SELECTED_KEYS,
            Peer.NETTY_NIO,
            Peer.NETTY_EPOLL);
    private static final List<Peer> IN_C = List.of(Peer.C_LEVEL, Peer.C_EDGE);

    private final long warmUpNs;
    private final long measuredNs;
    private final String serverInC;
    private final List<Sample> samples = new ArrayList<>();

    private EchoBenchmark(long warmUpMs, long measuredMs, String serverInC) {
        this.warmUpNs = TimeUnit.MILLISECONDS.toNanos(warmUpMs);
        this.measuredNs = TimeUnit.MILLISECONDS.toNanos(measuredMs);
        this.serverInC = serverInC;
    }

    /**
     * Takes the file for the results, the number of rounds, the milliseconds of warm-up and of measurement, and the
     * server in C if there is one.
     */
    public static void main(String[] arguments) throws IOException {
        String serverInC = arguments.length > 4 ? arguments[4] : "";
        EchoBenchmark benchmark =
                new EchoBenchmark(Long.parseLong(arguments[2]), Long.parseLong(arguments[3]), serverInC);
        benchmark.run(Integer.parseInt(arguments[1]), Path.of(arguments[0]));
    }

    private void run(int rounds, Path results) throws IOException {
        List<Peer> peers = new ArrayList<>(IN_JAVA);
        if (!serverInC.isEmpty()) {
            peers.addAll(IN_C);
        }
        for (int round = 1; round <= rounds; round++) {
            for (int connections : CONNECTIONS) {
                for (int bytes : BYTES) {
                    for (Peer peer : peers) {
                        measure(peer, connections, bytes, round);
                    }
                }
            }
            Sample.write(samples, results);
            Collections.rotate(peers, Math.max(1, peers.size() / rounds));
        }
    }

    private void measure(Peer peer, int connections, int bytes, int round) throws IOException {
        Histogram latencyNs = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        try (ServerProcess server = start(peer);
                EchoClient client = new EchoClient(server.port(), connections, bytes)) {
            client.run(warmUpNs, latencyNs);
            latencyNs.reset();
            long cpuBeforeNs = server.cpuTime().toNanos();
            long echoes = client.run(measuredNs, latencyNs);
            long cpuNs = server.cpuTime().toNanos() - cpuBeforeNs;

            String parameters = connections + " × " + (bytes < 1024 ? bytes + " B" : bytes / 1024 + " KiB");
            double perSecond = echoes * (double) TimeUnit.SECONDS.toNanos(1) / measuredNs;
            add("throughput", parameters, peer, round, perSecond, "messages/s");
            add("p50", parameters, peer, round, latencyNs.getValueAtPercentile(50) / 1e3, "µs");
            add("p99", parameters, peer, round, latencyNs.getValueAtPercentile(99) / 1e3, "µs");
            add("p99.9", parameters, peer, round, latencyNs.getValueAtPercentile(99.9) / 1e3, "µs");
            add("server's CPU time", parameters, peer, round, cpuNs / 1e3 / Math.max(1, echoes), "µs/message");
            System.out.printf(
                    "round %d  %-14s %-26s %,10.0f messages/s  p99 %,9.1f µs%n",
                    round, parameters, peer.label(), perSecond, latencyNs.getValueAtPercentile(99) / 1e3);
        }
    }

    private void add(String what, String parameters, Peer peer, int round, double value, String unit) {
        samples.add(new Sample("echo: " + what, parameters, peer, round, value, unit));
    }

    private ServerProcess start(Peer peer) throws IOException {
        return switch (peer) {
            case C_LEVEL -> ServerProcess.announced(List.of(serverInC, "level"));
            case C_EDGE -> ServerProcess.announced(List.of(serverInC, "edge"));
            default -> ServerProcess.java(EchoServer.class, peer.name());
        };
    }
}
