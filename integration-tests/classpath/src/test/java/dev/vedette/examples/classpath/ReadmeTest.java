package dev.vedette.examples.classpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.examples.Echo;
import dev.vedette.examples.Readme;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pastes the README's program into an empty folder with an unusual name, and runs the README's commands. */
@Timeout(1200)
class ReadmeTest {
    private static final String SECTION = "On the class path";
    private static final String FAST = "To start fast";
    private static final String FLAGS = "java --enable-native-access";
    private static final int DESCRIPTORS = 80;
    private static final String BEST = Shell.JAVA >= 22 ? "backend=EPOLL" : "backend=NIO";

    @TempDir
    static Path temporary;

    private static Shell shell;

    @BeforeAll
    static void compile() throws Exception {
        shell = new Shell(Files.createDirectory(temporary.resolve("Vedette für Leute")));
        Echo.prepare(shell);
        shell.run(Readme.command(SECTION, "javac").replace("javac", "javac -Xlint:all -Werror"));
    }

    @Test
    void theProgramEchoesWithoutFlags() throws Exception {
        assertThat(Echo.greetingOf(shell, Readme.command(SECTION, "java -cp"))).contains("backend=NIO");
    }

    @Test
    void theFlagsMakeTheBackendNative() throws Exception {
        assertThat(Echo.greetingOf(shell, Readme.command(SECTION, FLAGS))).contains(BEST);
    }

    @Test
    void theProgramGoesOnWithoutDescriptorsAndServesWhenOthersHaveLeft() throws Exception {
        for (String command : List.of(Readme.command(SECTION, "java -cp"), Readme.command(SECTION, FLAGS))) {
            String limited = "sh -c 'ulimit -n " + DESCRIPTORS + "; exec " + command + "'";
            try (RunningProgram echo = RunningProgram.start(shell, limited)) {
                Echo.exhaust(echo, DESCRIPTORS);
            }
        }
    }

    @Test
    void theProgramRunsFromAnotherFolder() throws Exception {
        Path absolute = shell.folder().toRealPath();
        String command = Readme.command(SECTION, FLAGS)
                .replace("vedette.jar:.", "'" + absolute + "/vedette.jar:" + absolute + "'");
        assertThat(Echo.greetingOf(new Shell(temporary), command)).contains(BEST);
    }

    @Test
    void theManifestMakesTheBackendNativeWithoutFlags() throws Exception {
        pack();
        String command = Readme.command(FAST, "AOTCache=").replace("-XX:AOTCache=echo.aot ", "");
        assertThat(Echo.greetingOf(shell, command)).contains(BEST);
    }

    @Test
    void theProgramStartsFromItsCache() throws Exception {
        assumeTrue(Shell.JAVA >= 25, "Java " + Shell.JAVA + " has no AOT cache that one command makes");
        pack();
        try (RunningProgram training = RunningProgram.start(shell, Readme.command(FAST, "AOTCacheOutput"))) {
            assertThat(Echo.exchange(training)).contains(BEST);
        }
        assertThat(shell.folder().resolve("echo.aot")).isNotEmptyFile();
        // without a usable cache, this JVM does not start
        String command = Readme.command(FAST, "AOTCache=").replace("java ", "java -XX:AOTMode=on ");
        assertThat(Echo.greetingOf(shell, command)).contains(BEST);
    }

    private static void pack() throws Exception {
        shell.run(Readme.command(FAST, "printf"));
        shell.run(Readme.command(FAST, "jar --create"));
    }

    @Test
    void noCommandIsLeftOut() {
        assertThat(Readme.commands(SECTION))
                .containsExactlyInAnyOrder(
                        Readme.command(SECTION, "javac"),
                        Readme.command(SECTION, "java -cp"),
                        Readme.command(SECTION, FLAGS));
        assertThat(Readme.commands(FAST))
                .containsExactly(
                        Readme.command(FAST, "printf"),
                        Readme.command(FAST, "jar --create"),
                        Readme.command(FAST, "AOTCacheOutput"),
                        Readme.command(FAST, "AOTCache="));
    }
}
