package dev.vedette.examples;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that was started by a command and runs until it is closed. */
public final class RunningProgram implements Closeable {
    private final Process process;
    private final BufferedReader output;
    private final Path errors;

    private RunningProgram(Process process, Path errors) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** Starts a program. */
    public static RunningProgram start(Shell shell, String command) throws IOException {
        Path errors = Files.createTempFile(shell.folder(), "errors", ".txt");
        return new RunningProgram(shell.start(command, errors), errors);
    }

    /** Reads standard output up to a line that contains the text, and returns that line. */
    public String awaitLine(String part) throws IOException {
        String line;
        do {
            line = output.readLine();
            if (line == null) {
                throw new AssertionError("the program exited without printing '" + part + "':\n" + errors());
            }
        } while (!line.contains(part));
        return line;
    }

    /** Returns the lines that the program has printed to standard error. */
    public List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Asks the program to exit, as Ctrl-C does, and waits until it has exited. */
    @Override
    public void close() {
        Shell.end(process);
    }
}
