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

/**
 * A server in its own process. The environment variable {@code SERVER_PREFIX} holds the command that puts the process
 * on a processor, for example {@code taskset -c 0}.
 */
public final class ServerProcess implements Closeable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    /**
     * Flags for every server in Java: a heap that stays far from full, the collector that the JVM chooses on a single
     * processor, and all access to the JDK that a peer asks for.
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

    /** Starts a main class from this class path. The class must print its port in its first line. */
    public static ServerProcess java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return announced(command);
    }

    /** Starts a program that prints its port in its first line. */
    public static ServerProcess announced(List<String> command) throws IOException {
        Process process = start(command, Redirect.PIPE);
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException(command + " has not printed its port");
        }
        return new ServerProcess(process, Integer.parseInt(line));
    }

    /** Starts a program that takes its port as the last argument, and waits until it accepts connections. */
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

    /** {@return the port of the server on 127.0.0.1} */
    public int port() {
        return port;
    }

    /** {@return the CPU time that the process has used} */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Kills the process. */
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
