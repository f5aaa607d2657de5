package dev.vedette.examples.packaging;

import dev.vedette.Poll;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The tools of the JDK that runs the test, and the JAR of the library. */
final class Tools {
    static final int JAVA = Runtime.version().feature();

    private Tools() {}

    static Path jar() {
        return jarOf(Poll.class.getName());
    }

    static Path jarOf(String className) {
        try {
            return Path.of(Class.forName(className)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static ProcessBuilder tool(String name, String... arguments) {
        String command = Path.of(System.getProperty("java.home"), "bin", name).toString();
        return new ProcessBuilder(
                        Stream.concat(Stream.of(command), Stream.of(arguments)).toList())
                .redirectErrorStream(true);
    }

    /** Runs a tool, which must succeed, and returns the lines that it prints. */
    static List<String> run(ProcessBuilder tool) throws IOException, InterruptedException {
        Process process = tool.start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new AssertionError(tool.command() + " failed:\n" + output);
        }
        return output.lines().toList();
    }
}
