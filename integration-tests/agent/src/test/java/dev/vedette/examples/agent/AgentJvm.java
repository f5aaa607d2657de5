package dev.vedette.examples.agent;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import dev.vedette.examples.Shell;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Programs of this project in JVMs of their own. Only the agent brings the library. */
final class AgentJvm {
    /** The JAR of the library, which is the agent. */
    static final Path JAR = jar();

    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).equals(JAR))
            .filter(entry -> !entry.contains("javaagent"))
            .collect(Collectors.joining(File.pathSeparator));

    private AgentJvm() {}

    private static Path jar() {
        try {
            return Echo.jarOf(Poll.class);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The flag that starts the agent. */
    static String agent() {
        return "-javaagent:" + JAR;
    }

    /** The flag that starts the agent with options. */
    static String agent(String options) {
        return agent() + "=" + options;
    }

    /** The flag that records into a file, with the settings of the library and without those of a log. */
    static String recording(String file) {
        return "-Xlog:disable -Xlog:all=error:stderr -XX:StartFlightRecording:settings=default,settings="
                + System.getProperty("settings") + "/vedette.jfc,filename=" + file;
    }

    /** The command that runs a program, for too short a time for the optimizing compiler to pay off. */
    static String command(String flags, Class<?> program) {
        return "java -XX:TieredStopAtLevel=1 " + flags + " -cp '" + CLASS_PATH + "' " + program.getName();
    }

    /** Runs a program, which must succeed, and returns the lines that it prints, also those to standard error. */
    static List<String> run(Path folder, String flags, Class<?> program) throws Exception {
        return new Shell(folder).run(command(flags + " -Djava.io.tmpdir='" + folder + "'", program));
    }

    /** Returns the events with this name in a recording. */
    static List<RecordedEvent> events(Path recording, String name) throws Exception {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    /** Returns what {@code jfr/stalls} prints about a recording. */
    static String stalls(Path folder, String recording) throws Exception {
        String script = System.getProperty("settings") + "/stalls";
        return String.join("\n", new Shell(folder).run("'" + script + "' --top 100 " + recording));
    }
}
