package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.Readme;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of README.md for operators, on a server that does not know the library. */
class ReadmeTest {
    private static final String SECTION = "See every event loop of a running server";
    private static final String STALL = " at " + JdkServer.class.getName() + ".plantedStall";

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void makeServer() throws Exception {
        shell = new Shell(folder);
        shell.copy("vedette.jar", AgentJvm.JAR);
        Path settings = Path.of(System.getProperty("settings"));
        shell.copy("jfr/vedette.jfc", settings.resolve("vedette.jfc"));
        shell.copy("jfr/stalls", settings.resolve("stalls"));
        shell.run("chmod +x jfr/stalls");
        Path programs = Path.of(LongRunning.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path servers = Path.of(JdkServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        shell.run("jar --create --file server.jar --main-class " + LongRunning.class.getName() + " -C '" + programs
                + "' dev -C '" + servers + "' dev/vedette/examples/agent/JdkServer.class -C '" + servers
                + "' dev/vedette/examples/agent/WebServer.class -C '" + servers
                + "' dev/vedette/examples/agent/Stall.class");
    }

    @Test
    void startedWithTheAgentTheServerIsRecorded() throws Exception {
        try (RunningProgram server = RunningProgram.start(shell, Readme.command(SECTION, "-jar server.jar"))) {
            server.awaitLine("requests 200");
        }
        assertThat(String.join("\n", shell.run(Readme.command(SECTION, "jfr/stalls"))))
                .contains(STALL);
    }

    @Test
    void theAgentIsAttachedToTheRunningServer() throws Exception {
        try (RunningProgram server = RunningProgram.start(shell, "java -jar server.jar")) {
            server.awaitLine("requests 100");
            shell.run(onThis(server, "JVMTI.agent_load"));
            shell.run(onThis(server, "JFR.start"));
            for (int i = 0; i < 4; i++) {
                server.awaitLine("requests");
            }
            shell.run(onThis(server, "JFR.dump"));
        }
        assertThat(String.join("\n", shell.run(Readme.command(SECTION, "jfr/stalls"))))
                .contains(STALL);
    }

    /** Other servers of the same name may run on this machine at the same time. */
    private static String onThis(RunningProgram server, String part) {
        return Readme.command(SECTION, part).replace("jcmd server.jar", "jcmd " + server.pid());
    }

    @Test
    void aFileOfArgumentsGivesThePermissions() throws Exception {
        shell.copy(
                "classes/" + PrintBackend.class.getName().replace('.', '/') + ".class",
                Path.of(PrintBackend.class.getResource("PrintBackend.class").toURI()));
        String flags = Readme.command(SECTION, "> flags");
        shell.run(Shell.JAVA >= 22 ? flags : flags.replaceAll("--enable-native-access\\S+", ""));
        String command =
                Readme.command(SECTION, "@flags").replace(". echo.Echo", "classes " + PrintBackend.class.getName());
        assertThat(shell.run(command)).containsExactly("backend " + (Shell.JAVA >= 22 ? "EPOLL" : "NIO"));
    }
}
