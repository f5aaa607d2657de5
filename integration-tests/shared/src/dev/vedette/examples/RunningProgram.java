package dev.vedette.examples;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that a command has started and that goes on until it is ended; what it says. */
public final class RunningProgram implements Closeable {
    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private RunningProgram(Process process, Path errors) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** Starts it. */
    public static RunningProgram start(Shell shell, String command) throws IOException {
        Path errors = Files.createTempFile(shell.folder(), "errors", ".txt");
        return new RunningProgram(shell.start(command, errors), errors);
    }

    /** The next line with this in it. */
    public String awaitLine(String part) throws IOException {
        String line;
        do {
            line = output.readLine();
            if (line == null) {
                throw new AssertionError("ended without saying '" + part + "':\n" + errors());
            }
        } while (!line.contains(part));
        return line;
    }

    /** What it has said on its standard error. */
    public List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Asks it to end, as Ctrl-C does. */
    @Override
    public void close() {
        Shell.end(process);
    }
}
