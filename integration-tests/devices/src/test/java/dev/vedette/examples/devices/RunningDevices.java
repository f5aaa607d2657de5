package dev.vedette.examples.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a JVM of its own, and what it has said so far. */
final class RunningDevices implements Closeable {
    private final Process process;
    private final Path errors;
    private final List<String> said = new ArrayList<>();
    private boolean isAtEnd;

    RunningDevices(Path errors, List<String> flags, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Devices.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        // with these a JVM says on its standard error that it has found them
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        this.errors = errors;
        process = builder.start();
        Thread.ofPlatform().daemon().start(this::listen);
    }

    private void listen() {
        try (BufferedReader output = process.inputReader()) {
            for (String line; (line = output.readLine()) != null; ) {
                hear(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    private synchronized void hear(String line) {
        said.add(line);
        notifyAll();
    }

    private synchronized void end() {
        isAtEnd = true;
        notifyAll();
    }

    /** What one device has told, in order. */
    synchronized List<String> saidBy(String device) {
        return said.stream()
                .filter(line -> line.startsWith(device + ": "))
                .map(line -> line.substring(device.length() + 2))
                .toList();
    }

    /** What one device has told, once it is this many lines. The time limit is that of the test. */
    synchronized List<String> awaitFrom(String device, int lines) throws IOException, InterruptedException {
        List<String> heard;
        while ((heard = saidBy(device)).size() < lines) {
            if (isAtEnd) {
                throw new AssertionError("ended with " + heard + " from " + device + "\n" + errors());
            }
            wait();
        }
        return heard;
    }

    /** The device that has told this, once there is one. */
    synchronized String awaitDeviceSaying(String what) throws IOException, InterruptedException {
        while (true) {
            for (String line : said) {
                if (line.endsWith(": " + what)) {
                    return line.substring(0, line.length() - what.length() - 2);
                }
            }
            if (isAtEnd) {
                throw new AssertionError("ended without saying " + what + "\n" + errors());
            }
            wait();
        }
    }

    /** What is on its standard error. */
    List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    /** Once it has ended by itself. */
    void requireGoodEnd() throws InterruptedException, IOException {
        assertThat(process.waitFor()).as("exit value\n" + errors()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(5, TimeUnit.MINUTES).join();
    }
}
