package dev.vedette.examples.https.figures;

import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import dev.vedette.examples.https.Certificates;
import dev.vedette.examples.https.LimitedServer;
import dev.vedette.examples.https.server.HttpsServer.Driver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the three servers, each in its own JVM, and draws the picture. Takes the folder "integration-tests", and
 * optionally the number of rounds, their seconds, the number of idle clients and the seconds that they wait.
 */
final class Figures {
    private static final int CONNECTIONS = 500;

    private final Path examples;
    private final Shell shell;

    private Figures(Path examples) throws IOException {
        this.examples = examples;
        shell = new Shell(Files.createTempDirectory("figures"));
    }

    public static void main(String[] arguments) throws Exception {
        Figures figures = new Figures(Path.of(arguments[0]));
        int rounds = argument(arguments, 1, 5);
        int seconds = argument(arguments, 2, 10);
        if (rounds > 0) {
            figures.measure(rounds, seconds);
        }
        figures.measureIdle(argument(arguments, 3, 10_000), argument(arguments, 4, 120));
        System.exit(0);
    }

    private static int argument(String[] arguments, int index, int usual) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : usual;
    }

    private RunningProgram start(Driver driver, int seconds) throws Exception {
        Path keys = Certificates.file(Certificates.keys("a"));
        return RunningProgram.start(
                shell,
                String.join(
                        " ",
                        "java -Xmx1g --enable-native-access=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp '" + System.getProperty("java.class.path") + "'",
                        LimitedServer.class.getName(),
                        driver.name(),
                        "'" + keys + "' '" + shell.folder() + "'",
                        Integer.toString(seconds)));
    }

    private static int port(RunningProgram server) throws IOException {
        return Integer.parseInt(server.awaitLine("port").split(" ")[1]);
    }

    // ---- the three programs

    private void measure(int rounds, int seconds) throws Exception {
        Map<Driver, RunningProgram> servers = new EnumMap<>(Driver.class);
        Map<Driver, List<Wrk>> runs = new EnumMap<>(Driver.class);
        Map<Driver, Integer> ports = new EnumMap<>(Driver.class);
        try {
            for (Driver driver : Driver.values()) {
                servers.put(driver, start(driver, 60));
                runs.put(driver, new ArrayList<>());
                ports.put(driver, port(servers.get(driver)));
                Wrk.run(shell, ports.get(driver), CONNECTIONS, seconds); // compiles the code
            }
            for (int round = 0; round < rounds; round++) {
                for (Driver driver : Driver.values()) {
                    runs.get(driver).add(Wrk.run(shell, ports.get(driver), CONNECTIONS, seconds));
                }
            }
        } finally {
            servers.values().forEach(RunningProgram::close);
        }
        report(runs);
    }

    private void report(Map<Driver, List<Wrk>> runs) throws IOException {
        Lines lines = new Lines(examples);
        String source = "https/src/main/java/dev/vedette/examples/https/";
        int shared = lines.ofAll(source + "protocol")
                + lines.of(source + "server", "Connections", "Engines", "HttpsServer", "Patience", "Tasks");
        int loop = lines.ofAll("loop/src/main/java/dev/vedette/examples/loop");
        List<Program> programs = List.of(
                new Program(
                        Driver.LOOP,
                        lines.of(source + "server", "LoopServer", "LoopConnection"),
                        loop,
                        runs.get(Driver.LOOP)),
                new Program(
                        Driver.THREADS,
                        lines.of(source + "server", "ThreadServer", "ThreadConnection", "Threads"),
                        0,
                        runs.get(Driver.THREADS)),
                new Program(
                        Driver.NETTY,
                        lines.of(source + "server", "NettyServer", "NettyConnection"),
                        0,
                        runs.get(Driver.NETTY)));
        System.out.println("shared: " + shared + " lines\n");
        System.out.println("| program | lines | requests per second | p50, ms | p99, ms |");
        System.out.println("|---|--:|--:|--:|--:|");
        for (Program program : programs) {
            System.out.printf(
                    "| %s | %d | %s | %s | %s |%n",
                    program.title(),
                    program.lines(),
                    program.spread("%,.0f", Wrk::requestsPerSecond),
                    program.spread("%.1f", Wrk::p50Ms),
                    program.spread("%.0f", Wrk::p99Ms));
        }
        System.out.println();
        Files.writeString(examples.resolve("https/picture.svg"), new Picture().draw(shared, programs));
    }

    // ---- idle connections

    private void measureIdle(int count, int seconds) throws Exception {
        try (RunningProgram server = start(Driver.LOOP, seconds)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server));
            IdleClients warmUp = new IdleClients(address, 100, Duration.ofSeconds(seconds));
            warmUp.connect();
            long heapBefore = heap(server);
            IdleClients clients = new IdleClients(address, count, Duration.ofSeconds(seconds));
            long startNs = System.nanoTime();
            clients.connect();
            long connectedNs = System.nanoTime() - startNs;
            long heap = heap(server) - heapBefore;
            if (connectedNs > Duration.ofSeconds(seconds).toNanos()) {
                throw new IllegalStateException("the first connections were closed before the last were open");
            }
            long[] lateness = clients.latenessNs();
            System.out.printf(
                    Locale.ROOT,
                    "%,d idle connections, opened in %.0f s: %.1f KiB of heap each; closed late by %.1f ms (median),"
                            + " %.1f ms (99 of 100), %.1f ms (the last)%n",
                    count,
                    connectedNs / 1e9,
                    heap / 1024.0 / count,
                    lateness[count / 2] / 1e6,
                    lateness[count * 99 / 100] / 1e6,
                    lateness[count - 1] / 1e6);
        }
    }

    /** Returns the bytes of the objects that a collection leaves. */
    private long heap(RunningProgram server) throws Exception {
        List<String> histogram = shell.run("jcmd " + server.pid() + " GC.class_histogram");
        String total = histogram.get(histogram.size() - 1);
        return Long.parseLong(total.strip().split(" +")[2]);
    }
}
