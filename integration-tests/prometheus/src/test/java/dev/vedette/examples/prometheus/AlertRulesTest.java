package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks Prometheus' own tool about the files that are given to Prometheus. */
@Timeout(600)
class AlertRulesTest {
    private final String promtool = Tool.require("promtool");

    @Test
    void theConfigurationAndTheRulesAreValid() throws Exception {
        assertThat(Tool.run(promtool, "check", "config", "prometheus.yml")).contains("2 rules found");
    }

    @Test
    void theAlertsAreRaisedWhenTheyShouldBeAndOnlyThen() throws Exception {
        assertThat(Tool.run(promtool, "test", "rules", "alerts-test.yml")).contains("SUCCESS");
    }
}
