package dev.vedette.examples.redis.client;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The load generator that comes with Redis.
 *
 * @param executable the path of the program
 */
public record RedisBenchmark(Path executable) {
    private static final Duration TIMEOUT = Duration.ofMinutes(5); // in case the program hangs

    /** Finds the program on the {@code PATH}. */
    public static Optional<RedisBenchmark> find() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path executable = Path.of(directory, "redis-benchmark");
            if (Files.isExecutable(executable)) {
                return Optional.of(new RedisBenchmark(executable));
            }
        }
        return Optional.empty();
    }

    /**
     * Runs the program's tests for PING, SET and GET.
     *
     * @param connections the number of clients to simulate
     * @param pipeline the number of requests that each client sends at once
     * @param requests the number of requests of each kind to send
     * @return a report for each kind of request
     * @throws IOException if the program cannot be run, fails, or prints no results
     */
    public List<LoadReport> run(InetSocketAddress server, int connections, int pipeline, int requests)
            throws IOException {
        Path output = Files.createTempFile("redis-benchmark", ".csv");
        try {
            List<String> command = List.of(
                    executable.toString(),
                    "-h",
                    server.getAddress().getHostAddress(),
                    "-p",
                    Integer.toString(server.getPort()),
                    "-t",
                    "ping,set,get",
                    "-c",
                    Integer.toString(connections),
                    "-P",
                    Integer.toString(pipeline),
                    "-n",
                    Integer.toString(requests),
                    "--csv");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int exitCode = waitFor(process);
            List<String> lines = Files.readAllLines(output);
            if (exitCode != 0) {
                throw new IOException("redis-benchmark failed with exit code " + exitCode + ": " + lines);
            }
            return reports(lines);
        } finally {
            Files.delete(output);
        }
    }

    private static int waitFor(Process process) throws IOException {
        try {
            if (process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException("redis-benchmark did not exit within " + TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while redis-benchmark was running", e);
        } finally {
            process.destroy();
        }
    }

    private static List<LoadReport> reports(List<String> lines) throws IOException {
        List<LoadReport> reports = lines.stream()
                .filter(line -> line.startsWith("\"") && !line.startsWith("\"test\"")) // skips the heading and warnings
                .map(RedisBenchmark::report)
                .toList();
        if (reports.isEmpty()) {
            throw new IOException("redis-benchmark printed no results: " + lines);
        }
        return reports;
    }

    /** Parses a line such as {@code "GET","99009.90","0.263",…}. */
    private static LoadReport report(String line) {
        String[] fields = line.replace("\"", "").split(",");
        return new LoadReport(fields[0], Double.parseDouble(fields[1]));
    }
}
