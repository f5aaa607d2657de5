package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent changes nothing for a program. */
class ProgramsTest {
    private static final Predicate<String> BY_THE_AGENT = line -> line.startsWith("vedette agent: ");

    @TempDir
    Path folder;

    @Test
    void selectorsBehaveAsWithoutTheAgent() throws Exception {
        List<String> without = AgentJvm.run(folder, "", Semantics.class);
        assertThat(without).hasSizeGreaterThan(25);
        assertThat(AgentJvm.run(folder, AgentJvm.agent(), Semantics.class)).isEqualTo(without);
        assertThat(AgentJvm.run(folder, AgentJvm.agent("selectors,jmx"), Semantics.class))
                .isEqualTo(without);
        assertThat(AgentJvm.run(folder, AgentJvm.agent() + " " + AgentJvm.recording("semantics.jfr"), Semantics.class))
                .isEqualTo(without);
        assertThat(AgentJvm.events(folder.resolve("semantics.jfr"), "dev.vedette.PollOpened"))
                .hasSize(2)
                .allMatch(event -> event.getString("name").equals("main (" + Semantics.class.getName() + ")"))
                .allMatch(event -> event.getString("backend").equals("SELECTOR"));
    }

    @Test
    void selectorsBehaveAsWithoutTheAgentWhenEverythingIsCompiled() throws Exception {
        assertThat(AgentJvm.run(folder, "-Xcomp " + AgentJvm.agent("selectors,jmx"), Semantics.class))
                .isEqualTo(AgentJvm.run(folder, "", Semantics.class));
    }

    @Test
    void manySelectorsLeaveNothingBehind() throws Exception {
        List<String> printed =
                AgentJvm.run(folder, AgentJvm.agent() + " " + AgentJvm.recording("churn.jfr"), Churn.class);
        assertThat(printed).contains("threads 0", "descriptors 0", "kept alive 0");
        assertThat(printed).anyMatch(line -> line.matches("bytes a selector \\d{1,2}")); // a recorder has thousands
    }

    @Test
    void theAgentOpensNothingToTheProgram() throws Exception {
        assertThat(AgentJvm.run(folder, AgentJvm.agent("flags,selectors,jmx"), Intruder.class))
                .containsExactly("done");
    }

    @Test
    void aWrongOptionPrintsTheRightOnesAndTheProgramStarts() throws Exception {
        List<String> printed = AgentJvm.run(folder, AgentJvm.agent("selectors,metrics"), Intruder.class);
        assertThat(printed).contains("done");
        assertThat(printed.stream().filter(BY_THE_AGENT))
                .containsExactly("vedette agent: unknown option metrics; the options are flags, selectors, jmx");
    }

    @Test
    void withoutAnAgentNothingOfItIsLoaded() throws Exception {
        List<String> loaded = AgentJvm.run(folder, "-verbose:class", Intruder.class);
        assertThat(loaded).contains("done").noneMatch(line -> line.contains("dev.vedette.internal"));
    }
}
