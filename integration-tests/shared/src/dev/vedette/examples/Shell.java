package dev.vedette.examples;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A shell in a folder of its own, in which the commands of the JDK are those of the JDK that runs this. */
public final class Shell {
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
        Process process = builder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + "\n" + output);
        }
        return output.lines().toList();
    }

    /** Starts a command that does not end by itself; its errors go to that file. */
    Process start(String command, Path errors) throws IOException {
        // exec, so that it is the command itself that is ended later
        return builder("exec " + command).redirectError(errors.toFile()).start();
    }

    private ProcessBuilder builder(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(folder.toFile());
        String tools = Path.of(System.getProperty("java.home"), "bin").toString();
        builder.environment().merge("PATH", tools, (path, ours) -> ours + File.pathSeparator + path);
        return builder;
    }
}
