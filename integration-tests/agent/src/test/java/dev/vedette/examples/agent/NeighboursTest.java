package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vedette.examples.Shell;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent works beside other agents, and with an AOT cache. */
class NeighboursTest {
    @TempDir
    Path folder;

    @Test
    void besideTheAgentOfOpenTelemetryInEitherOrder() throws Exception {
        String other = "-javaagent:" + entry("opentelemetry-javaagent")
                + " -Dotel.traces.exporter=none -Dotel.metrics.exporter=none -Dotel.logs.exporter=none"
                + " -Dotel.javaagent.logging=none";
        check(AgentJvm.agent() + " " + other);
        check(other + " " + AgentJvm.agent());
    }

    @Test
    void withAnAotCacheThatWasMadeWithTheAgent() throws Exception {
        assumeThat(Shell.JAVA).as("the Java version, for AOT caches").isGreaterThanOrEqualTo(25);
        AgentJvm.run(folder, AgentJvm.agent() + " -XX:AOTCacheOutput=program.aot", Semantics.class);
        check(AgentJvm.agent() + " -XX:AOTMode=on -XX:AOTCache=program.aot");
    }

    private void check(String flags) throws Exception {
        List<String> printed = AgentJvm.run(folder, flags + " " + AgentJvm.recording("program.jfr"), Semantics.class);
        assertThat(printed).contains("closed while waiting: 0").noneMatch(line -> line.startsWith("vedette agent"));
        assertThat(AgentJvm.events(folder.resolve("program.jfr"), "dev.vedette.PollOpened"))
                .extracting(event -> event.getString("name"))
                .contains("main (" + Semantics.class.getName() + ")");
    }

    static Path entry(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.getFileName().toString().startsWith(artifact))
                .findFirst()
                .orElseThrow();
    }
}
