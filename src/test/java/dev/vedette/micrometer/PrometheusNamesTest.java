package dev.vedette.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Events;
import dev.vedette.Poll;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names that queries, dashboards and alert rules use. */
class PrometheusNamesTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void theSeriesHaveTheDocumentedNames() throws IOException {
        try (Poll poll = Poll.builder().name("loop").open();
                PollMetrics metrics = new PollMetrics(poll)) {
            metrics.bindTo(registry);
            poll.poll(Events.withCapacity(1), Duration.ZERO);
            List<String> samples = registry.scrape()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            String tags = "{backend=\"" + poll.backend() + "\",poll=\"loop\"}";
            assertThat(samples.stream().map(sample -> sample.substring(0, sample.lastIndexOf(' '))))
                    .containsExactlyInAnyOrder(
                            "vedette_poll_latency_seconds" + tags,
                            "vedette_poll_latency_max_seconds" + tags,
                            "vedette_poll_events_last" + tags,
                            "vedette_poll_utilization" + tags,
                            "vedette_poll_dispatch_max_seconds" + tags,
                            "vedette_poll_wait_seconds_count" + tags,
                            "vedette_poll_wait_seconds_sum" + tags,
                            "vedette_poll_dispatch_seconds_count" + tags,
                            "vedette_poll_dispatch_seconds_sum" + tags,
                            "vedette_poll_events_total" + tags,
                            "vedette_poll_wakeups_total" + tags,
                            "vedette_poll_timeouts_total" + tags);
            assertThat(samples).contains("vedette_poll_timeouts_total" + tags + " 1.0");
        }
        assertThat(registry.scrape()).isEmpty();
    }

    @Test
    void pollsWithTheSameNameHaveSeparateSeries() throws IOException {
        try (Poll first = Poll.builder().name("loop").open();
                Poll second = Poll.builder().name("loop").open()) {
            new PollMetrics(first).bindTo(registry);
            new PollMetrics(second).bindTo(registry);
            assertThat(registry.scrape()).contains("poll=\"loop\"").contains("poll=\"loop-2\"");
        }
    }
}
