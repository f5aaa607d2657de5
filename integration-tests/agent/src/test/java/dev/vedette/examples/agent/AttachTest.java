package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent is attached to a program that is running. */
class AttachTest {
    @TempDir
    Path folder;

    @Test
    void attachedToARunningServerItShowsItsLoops() throws Exception {
        Shell shell = new Shell(folder);
        try (RunningProgram program = RunningProgram.start(shell, AgentJvm.command("", LongRunning.class))) {
            program.awaitLine("requests 100");
            attach(program, "selectors");
            program.awaitLine("requests");
            shell.run("jcmd " + program.pid() + " JFR.start name=late settings=default");
            program.awaitLine("requests");
            program.awaitLine("requests");
            attach(program, null); // once more, which changes nothing
            program.awaitLine("requests");
            program.awaitLine("requests");
            shell.run("jcmd " + program.pid() + " JFR.dump name=late filename=" + folder.resolve("late.jfr"));
            assertThat(program.errors()).noneMatch(line -> line.contains("vedette agent"));
        }
        assertThat(AgentJvm.events(folder.resolve("late.jfr"), "dev.vedette.PollStatistics"))
                .extracting(event -> event.getString("name"))
                .anyMatch(name -> name.startsWith("HTTP-Dispatcher ("))
                .anyMatch(name -> name.startsWith("HttpClient-1-SelectorManager ("));
        assertThat(AgentJvm.stalls(folder, "late.jfr")).contains(" at " + JdkServer.class.getName() + ".plantedStall");
    }

    private static void attach(RunningProgram program, String options) throws Exception {
        VirtualMachine jvm = VirtualMachine.attach(Long.toString(program.pid()));
        try {
            jvm.loadAgent(AgentJvm.JAR.toString(), options);
        } finally {
            jvm.detach();
        }
    }
}
