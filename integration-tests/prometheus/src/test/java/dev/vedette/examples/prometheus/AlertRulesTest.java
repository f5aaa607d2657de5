package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks the configuration files of Prometheus with its own tool, {@code promtool}. */
@Timeout(600)
class AlertRulesTest {
    private final String promtool = Tool.require("promtool");

    @Test
    void theConfigurationAndTheRulesAreValid() throws Exception {
        assertThat(Tool.run(promtool, "check", "config", "prometheus.yml")).contains("3 rules found");
    }

    @Test
    void theAlertsAreRaisedWhenTheyShouldBeAndOnlyThen() throws Exception {
        assertThat(Tool.run(promtool, "test", "rules", "alerts-test.yml")).contains("SUCCESS");
    }
}
