package dev.vedette.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.internal.agent.AgentOption.Parsed;
import org.junit.jupiter.api.Test;

class AgentOptionTest {
    @Test
    void withoutOptionsTheAgentEnablesEpollAndObservesSelectors() {
        for (String nothing : new String[] {null, "", " ", ","}) {
            Parsed parsed = AgentOption.parse(nothing);
            assertThat(parsed.options()).containsExactly(AgentOption.FLAGS, AgentOption.SELECTORS);
            assertThat(parsed.wrong()).isEmpty();
        }
    }

    @Test
    void optionsReplaceTheDefault() {
        assertThat(AgentOption.parse("jmx").options()).containsExactly(AgentOption.JMX);
        assertThat(AgentOption.parse("jmx, selectors,jmx").options())
                .containsExactly(AgentOption.SELECTORS, AgentOption.JMX);
    }

    @Test
    void wrongOptionsAreNamedAndTheOthersHold() {
        Parsed parsed = AgentOption.parse("JMX,flags,selector");
        assertThat(parsed.options()).containsExactly(AgentOption.FLAGS);
        assertThat(parsed.wrong()).containsExactly("JMX", "selector");
        assertThat(AgentOption.parse("nonsense").options()).isEmpty();
    }
}
