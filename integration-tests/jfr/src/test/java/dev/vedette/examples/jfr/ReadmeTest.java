package dev.vedette.examples.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.Echo;
import dev.vedette.examples.Readme;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands for profilers. */
@Timeout(1200)
class ReadmeTest {
    private static final String SECTION = "With a profiler";
    private static final String FROM_THE_START = "java -XX:StartFlightRecording";

    @TempDir
    static Path folder;

    private static Shell shell;

    @BeforeAll
    static void compile() throws Exception {
        shell = new Shell(folder);
        Echo.prepare(shell);
        shell.copy("jfr/vedette.jfc", Path.of(System.getProperty("settings"), "vedette.jfc"));
        shell.run(Readme.command("On the class path", "javac"));
    }

    @Test
    void aProgramIsRecordedFromItsStart() throws Exception {
        try (RunningProgram echo = RunningProgram.start(shell, Readme.command(SECTION, FROM_THE_START))) {
            Echo.exchange(echo);
        }
        assertThat(RecordingFile.readAllEvents(folder.resolve("echo.jfr")))
                .filteredOn(event -> event.getEventType().getName().equals("dev.vedette.PollOpened"))
                .extracting(event -> event.getString("name"))
                .containsExactly("poll-1");
        assertThat(recordedEventTypes()).containsAll(printedEvents());
        statistics(); // must succeed; a short recording may contain none
    }

    @Test
    void aProgramIsRecordedWhileItRuns() throws Exception {
        try (RunningProgram echo = RunningProgram.start(shell, Readme.command("On the class path", "java -cp"))) {
            Echo.exchange(echo);
            shell.run(jcmd("JFR.start", echo));
            List<String> printed;
            do {
                Files.deleteIfExists(folder.resolve("echo.jfr"));
                shell.run(jcmd("JFR.dump", echo));
                printed = statistics();
            } while (printed.stream().noneMatch(line -> line.contains("name = \"poll-1\"")));
        }
    }

    /**
     * Returns a {@code jcmd} command of the README for the program. It waits for a busy JVM longer than the default of
     * 10 s.
     */
    private static String jcmd(String part, RunningProgram program) {
        return Readme.command(SECTION, part)
                .replace("jcmd echo.Echo", "jcmd -J-Dsun.tools.attach.attachTimeout=300000 " + program.pid());
    }

    @Test
    void noCommandIsLeftOut() {
        assertThat(Readme.commands(SECTION).stream().filter(command -> !command.startsWith("jfr print --events ")))
                .containsExactlyInAnyOrder(
                        Readme.command(SECTION, FROM_THE_START),
                        Readme.command(SECTION, "jcmd echo.Echo JFR.start"),
                        Readme.command(SECTION, "jcmd echo.Echo JFR.dump"));
    }

    /** Runs all commands that print events of the recording. Returns the lines printed by those for the statistics. */
    private static List<String> statistics() throws Exception {
        List<String> statistics = new ArrayList<>();
        for (String command : Readme.commands(SECTION)) {
            if (command.startsWith("jfr print")) {
                List<String> printed = shell.run(command);
                statistics.addAll(command.contains("PollStatistics") ? printed : List.of());
            }
        }
        return statistics;
    }

    /** Returns the names of the events that the README prints. The tool itself accepts names that do not exist. */
    private static Set<String> printedEvents() {
        return Readme.commands(SECTION).stream()
                .filter(command -> command.startsWith("jfr print"))
                .map(command -> command.split(" ")[3])
                .collect(Collectors.toSet());
    }

    private static Set<String> recordedEventTypes() throws Exception {
        try (RecordingFile recording = new RecordingFile(folder.resolve("echo.jfr"))) {
            return recording.readEventTypes().stream().map(EventType::getName).collect(Collectors.toSet());
        }
    }
}
