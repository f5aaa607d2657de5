package dev.vedette.benchmarks.redis;

import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sample;
import dev.vedette.benchmarks.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures all servers of the Redis protocol in several rounds, each server in a fresh process. */
public final class RedisBenchmark {
    private static final int[] PIPELINES = {1, 16};
    private static final int CONNECTIONS = 50;

    /** Pipelined requests are faster; with this many times as many, both runs take about the same time. */
    private static final int MORE_WHEN_PIPELINED = 6;

    private final int requests;
    private final List<Sample> samples = new ArrayList<>();

    private RedisBenchmark(int requests) {
        this.requests = requests;
    }

    /**
     * Takes the file for the results, the number of rounds, the number of requests, and Redis' own server if there is
     * one.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Peer> peers =
                new ArrayList<>(List.of(Peer.VEDETTE_EPOLL, Peer.VEDETTE_NIO, Peer.NETTY_NIO, Peer.NETTY_EPOLL));
        if (arguments.length > 3) {
            peers.add(Peer.REDIS);
        }
        RedisBenchmark benchmark = new RedisBenchmark(Integer.parseInt(arguments[2]));
        int rounds = Integer.parseInt(arguments[1]);
        for (int round = 1; round <= rounds; round++) {
            for (int pipeline : PIPELINES) {
                for (Peer peer : peers) {
                    benchmark.measure(peer, pipeline, round);
                }
            }
            Collections.rotate(peers, 1);
        }
        Sample.write(benchmark.samples, Path.of(arguments[0]));
    }

    private void measure(Peer peer, int pipeline, int round) throws IOException, InterruptedException {
        try (ServerProcess server = start(peer)) {
            load(server, pipeline); // warms up
            for (String line : load(server, pipeline)) {
                add(line.replace("\"", "").split(","), peer, pipeline, round);
            }
        }
    }

    /** Takes a line of CSV: test, requests per second, latencies in ms (average, least, p50, p95, p99, greatest). */
    private void add(String[] fields, Peer peer, int pipeline, int round) {
        String parameters = fields[0] + ", pipeline " + pipeline;
        double perSecond = Double.parseDouble(fields[1]);
        samples.add(new Sample("redis: throughput", parameters, peer, round, perSecond, "requests/s"));
        samples.add(new Sample("redis: p50", parameters, peer, round, Double.parseDouble(fields[4]) * 1e3, "µs"));
        samples.add(new Sample("redis: p99", parameters, peer, round, Double.parseDouble(fields[6]) * 1e3, "µs"));
        System.out.printf("round %d  %-18s %-16s %,10.0f requests/s%n", round, parameters, peer.label(), perSecond);
    }

    private static ServerProcess start(Peer peer) throws IOException {
        if (peer == Peer.REDIS) {
            return ServerProcess.listeningSoon(
                    List.of("redis-server", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port"));
        }
        return ServerProcess.java(RedisPeer.class, peer.name());
    }

    private List<String> load(ServerProcess server, int pipeline) throws IOException, InterruptedException {
        int count = pipeline == 1 ? requests : requests * MORE_WHEN_PIPELINED;
        Process process = new ProcessBuilder(
                        "redis-benchmark",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(server.port()),
                        "-t",
                        "set,get",
                        "-c",
                        Integer.toString(CONNECTIONS),
                        "-P",
                        Integer.toString(pipeline),
                        "-n",
                        Integer.toString(count),
                        "-r",
                        "100000",
                        "--csv")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = process.inputReader().readAllLines();
        if (process.waitFor() != 0) {
            throw new IOException("redis-benchmark failed: " + lines);
        }
        return lines.stream()
                .filter(line -> line.startsWith("\"SET") || line.startsWith("\"GET"))
                .toList();
    }
}
