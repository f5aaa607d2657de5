package dev.vedette.examples.redis.server;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An event-loop server in a separate JVM with its own limits. It answers questions about itself on standard input and
 * output, one line each.
 */
final class ServerProcess implements Closeable {
    /** Limits so high that the limits of the process are reached first. */
    private static final Limits LIMITS = new Limits(64 * 1024, Limits.MAX_BULK_BYTES, 1024 * 1024, Integer.MAX_VALUE);

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;
    private final InetSocketAddress address;

    /**
     * Starts a server.
     *
     * @param descriptors the maximum number of descriptors
     * @param jvmOptions JVM options in addition to those of this JVM
     */
    ServerProcess(int descriptors, String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\"", java().toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-exports") || argument.startsWith("--enable-native"))
                .forEach(command::add);
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerProcess.class.getName()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        questions = process.outputWriter();
        address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), (int) answer());
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    InetSocketAddress address() {
        return address;
    }

    long connectionsOpen() throws IOException {
        return ask("open");
    }

    long acceptFailures() throws IOException {
        return ask("accept-failures");
    }

    long polls() throws IOException {
        return ask("polls");
    }

    /** Returns the used heap after a collection, in bytes. */
    long heapBytes() throws IOException {
        return ask("heap");
    }

    private long ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return answer();
    }

    private long answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The server process has exited");
        }
        return Long.parseLong(answer);
    }

    /** Stops the process, and checks its exit value. */
    @Override
    public void close() throws IOException {
        try {
            questions.close();
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("The server process did not exit normally: " + process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs the server in the separate JVM until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        try (EventLoopServer server = EventLoopServer.start(0, new Keyspace(), LIMITS)) {
            server.poll().enableStatistics();
            System.out.println(server.address().getPort());
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String question; (question = questions.readLine()) != null; ) {
                System.out.println(
                        switch (question) {
                            case "open" -> server.counters().connectionsOpen();
                            case "accept-failures" -> server.counters().acceptFailures();
                            case "polls" -> server.poll().statistics().polls();
                            case "heap" -> usedHeapBytes();
                            default -> throw new IOException("Unknown question: " + question);
                        });
            }
        }
    }

    private static long usedHeapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
