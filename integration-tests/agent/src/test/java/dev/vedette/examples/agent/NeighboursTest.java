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
    private static final String AGENT = AgentJvm.agent("selectors,jmx");

    @TempDir
    Path folder;

    @Test
    void aloneItShowsASelectorAndAPollButNotTheSelectorOfThePoll() throws Exception {
        check(AgentJvm.run(folder, AGENT, PrintBeans.class));
    }

    @Test
    void besideTheAgentOfOpenTelemetryInEitherOrder() throws Exception {
        String other = "-javaagent:" + entry("opentelemetry-javaagent")
                + " -Dotel.traces.exporter=none -Dotel.metrics.exporter=none -Dotel.logs.exporter=none"
                + " -Dotel.javaagent.logging=none";
        check(AgentJvm.run(folder, AGENT + " " + other, PrintBeans.class));
        check(AgentJvm.run(folder, other + " " + AGENT, PrintBeans.class));
    }

    @Test
    void withAnAotCacheThatWasMadeWithTheAgent() throws Exception {
        assumeThat(Shell.JAVA).as("the Java version, for AOT caches").isGreaterThanOrEqualTo(25);
        Shell shell = new Shell(folder);
        Path classes = Path.of(PrintBeans.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        shell.run("jar --create --file program.jar -C '" + classes + "' dev"); // a cache is made of JARs only
        String program = " -cp program.jar " + PrintBeans.class.getName();
        shell.run("java " + AGENT + " -XX:AOTCacheOutput=program.aot" + program);
        check(shell.run("java " + AGENT + " -XX:AOTMode=on -XX:AOTCache=program.aot" + program));
    }

    private static void check(List<String> printed) {
        assertThat(printed.stream().filter(line -> line.startsWith("dev.vedette:")))
                .containsExactly(
                        "dev.vedette:type=Poll,name=\"own\" has 1 poll",
                        "dev.vedette:type=Selector,name=\"main (" + PrintBeans.class.getName() + ")\" has 1 poll");
        assertThat(printed).noneMatch(line -> line.startsWith("vedette agent"));
    }

    /** Returns the entry of the class path that is an artifact of this name. */
    static Path entry(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.getFileName().toString().startsWith(artifact))
                .findFirst()
                .orElseThrow();
    }
}
