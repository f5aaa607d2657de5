package dev.vedette.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on the processor that {@code SERVER_PREFIX} puts it on. */
public final class ServerProcess implements Closeable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    /**
     * The same for every server: on a single processor, the heap far from full, nothing that a peer asks for denied.
     */
    private static final List<String> JVM_FLAGS = List.of(
            "-Xms256m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Dio.netty.leakDetection.level=disabled");

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a class of this class path whose first output is the port that it listens on. */
    public static ServerProcess java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return announced(command);
    }

    /** Starts a program whose first output is the port that it listens on. */
    public static ServerProcess announced(List<String> command) throws IOException {
        Process process = start(command, Redirect.PIPE);
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException(command + " has not said its port");
        }
        return new ServerProcess(process, Integer.parseInt(line));
    }

    /** Starts a program that takes its port as the last argument. */
    public static ServerProcess listeningSoon(List<String> command) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> withPort = new ArrayList<>(command);
        withPort.add(Integer.toString(port));
        ServerProcess server = new ServerProcess(start(withPort, Redirect.DISCARD), port);
        long startNs = System.nanoTime();
        while (!server.accepts()) {
            if (!server.process.isAlive() || System.nanoTime() - startNs > PATIENCE_NS) {
                server.close();
                throw new IOException(withPort + " does not listen");
            }
        }
        return server;
    }

    private static Process start(List<String> command, Redirect output) throws IOException {
        List<String> onProcessor = new ArrayList<>();
        String prefix = System.getenv().getOrDefault("SERVER_PREFIX", "");
        if (!prefix.isBlank()) {
            onProcessor.addAll(List.of(prefix.split(" ")));
        }
        onProcessor.addAll(command);
        return new ProcessBuilder(onProcessor)
                .redirectOutput(output)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return where it listens, on 127.0.0.1} */
    public int port() {
        return port;
    }

    /** {@return what it has used of its processor} */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
