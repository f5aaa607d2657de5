package dev.vedette.examples;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A shell in a folder of its own, in which the commands of the JDK are those of the JDK that runs this. */
public final class Shell {
    /**
     * A command that takes longer is ended. Whoever reads what it says cannot be interrupted, so that the time limit of
     * a test alone would not help.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The feature release of that JDK. */
    public static final int JAVA = Runtime.version().feature();

    private final Path folder;

    /** @param folder where the commands find and leave their files */
    public Shell(Path folder) {
        this.folder = folder;
    }

    /** Where the commands find and leave their files. */
    public Path folder() {
        return folder;
    }

    /** Puts a file into the folder. */
    public void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    /** Puts a copy of a file from elsewhere into the folder. */
    public void copy(String name, Path original) throws IOException {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy.getParent());
        Files.copy(original, copy);
    }

    /** What a command prints, line by line; it must succeed. */
    public List<String> run(String command) throws IOException, InterruptedException {
        Process process = launch(builder(command).redirectErrorStream(true));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + "\n" + output);
        }
        return output.lines().toList();
    }

    /** Starts a command that does not end by itself; its errors go to that file. */
    Process start(String command, Path errors) throws IOException {
        // exec, so that it is the command itself that is ended later
        return launch(builder("exec " + command).redirectError(errors.toFile()));
    }

    private static Process launch(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> end(process));
        return process;
    }

    /** Ends a command, and what it has started if it is a script; gives them the time that they need for that. */
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
