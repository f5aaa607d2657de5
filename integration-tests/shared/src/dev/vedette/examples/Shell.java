package dev.vedette.examples;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs shell commands in a folder. Commands of the JDK, such as {@code javac}, are those of the JDK that runs the test.
 */
public final class Shell {
    /**
     * A command that takes longer is terminated. The time limit of a test is not enough, because a thread that reads
     * the output of a process cannot be interrupted.
     */
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    /** The feature version of the JDK, for example 17. */
    public static final int JAVA = Runtime.version().feature();

    private final Path folder;

    /** @param folder the working directory of the commands */
    public Shell(Path folder) {
        this.folder = folder;
    }

    /** Returns the path of an installed program, or empty if it is not in a directory of {@code PATH}. */
    public static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns the working directory of the commands. */
    public Path folder() {
        return folder;
    }

    /** Writes a file into the folder. */
    public void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    /** Copies a file into the folder. */
    public void copy(String name, Path original) throws IOException {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy.getParent());
        Files.copy(original, copy);
    }

    /** Runs a command, which must succeed, and returns the lines that it prints. */
    public List<String> run(String command) throws IOException, InterruptedException {
        Process process = launch(builder(command).redirectErrorStream(true));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + "\n" + output);
        }
        return output.lines().toList();
    }

    /** Starts a command that does not exit by itself. Its standard error goes to the file. */
    Process start(String command, Path errors) throws IOException {
        // exec replaces the shell, so that end() terminates the command itself
        return launch(builder("exec " + command).redirectError(errors.toFile()));
    }

    private static Process launch(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        CompletableFuture.delayedExecutor(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> end(process));
        return process;
    }

    /** Terminates a command and its child processes, and waits until they have exited. */
    static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        all.forEach(handle -> handle.onExit().join());
    }

    private ProcessBuilder builder(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
        String tools = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", tools, (path, ours) -> ours + File.pathSeparator + path);
        return builder;
    }
}
