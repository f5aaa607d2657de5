package dev.vedette.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Events;
import dev.vedette.Poll;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
            List<String> expected = new ArrayList<>(List.of(
                    "vedette_poll_dispatch_current_seconds" + tags,
                    "vedette_poll_dispatch_max_seconds" + tags,
                    "vedette_poll_dispatch_seconds_count" + tags,
                    "vedette_poll_dispatch_seconds_sum" + tags,
                    "vedette_poll_wait_seconds_count" + tags,
                    "vedette_poll_wait_seconds_sum" + tags,
                    "vedette_poll_utilization" + tags,
                    "vedette_poll_events_total" + tags,
                    "vedette_poll_wakeups_total" + tags,
                    "vedette_poll_timeouts_total" + tags,
                    "vedette_poll_events_per_poll" + tags));
            for (String phi : List.of("0.5", "0.99", "0.999")) {
                expected.add("vedette_poll_dispatch_percentile_seconds" + with("phi", phi, tags));
            }
            for (String phi : List.of("0.5", "0.99", "1")) {
                expected.add("vedette_poll_latency_seconds" + with("phi", phi, tags));
            }
            for (String le : List.of(
                    "0.00001", "0.0001", "0.001", "0.005", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "5", "+Inf")) {
                expected.add("vedette_poll_dispatch_bucket_dispatches_total" + with("le", le, tags));
            }
            assertThat(samples.stream().map(sample -> sample.substring(0, sample.lastIndexOf(' '))))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(samples).contains("vedette_poll_timeouts_total" + tags + " 1.0");
        }
        assertThat(registry.scrape()).isEmpty();
    }

    /** The labels are in alphabetical order. */
    private static String with(String label, String value, String tags) {
        return tags.replace(",poll=", "," + label + "=\"" + value + "\",poll=");
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
