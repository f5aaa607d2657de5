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

/** The program in a separate JVM, and the lines that it has printed so far. */
final class RunningDevices implements Closeable {
    private final Process process;
    private final Path errors;
    private final List<String> printed = new ArrayList<>();
    private boolean isAtEnd;

    RunningDevices(Path errors, List<String> flags, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Devices.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        // a JVM that finds these variables prints a message to standard error
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        this.errors = errors;
        process = builder.start();
        Thread.ofPlatform().daemon().start(this::listen);
    }

    private void listen() {
        try (BufferedReader output = process.inputReader()) {
            for (String line; (line = output.readLine()) != null; ) {
                add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        printed.add(line);
        notifyAll();
    }

    private synchronized void end() {
        isAtEnd = true;
        notifyAll();
    }

    /** Returns the lines that one device has printed, in order. */
    synchronized List<String> linesFrom(String device) {
        return printed.stream()
                .filter(line -> line.startsWith(device + ": "))
                .map(line -> line.substring(device.length() + 2))
                .toList();
    }

    /**
     * Waits until one device has printed the given number of lines, and returns all its lines. The time limit is that
     * of the test.
     */
    synchronized List<String> awaitLinesFrom(String device, int count) throws IOException, InterruptedException {
        List<String> lines;
        while ((lines = linesFrom(device)).size() < count) {
            if (isAtEnd) {
                throw new AssertionError("the program exited after " + lines + " from " + device + "\n" + errors());
            }
            wait();
        }
        return lines;
    }

    /** Waits until a device has printed the text, and returns the name of the device. */
    synchronized String awaitDevicePrinting(String text) throws IOException, InterruptedException {
        while (true) {
            for (String line : printed) {
                if (line.endsWith(": " + text)) {
                    return line.substring(0, line.length() - text.length() - 2);
                }
            }
            if (isAtEnd) {
                throw new AssertionError("the program exited without printing " + text + "\n" + errors());
            }
            wait();
        }
    }

    /** Returns the lines that the program has printed to standard error. */
    List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    /** Waits until the program exits by itself, and checks its exit value. */
    void awaitNormalExit() throws InterruptedException, IOException {
        assertThat(process.waitFor()).as("exit value\n" + errors()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(5, TimeUnit.MINUTES).join();
    }
}
