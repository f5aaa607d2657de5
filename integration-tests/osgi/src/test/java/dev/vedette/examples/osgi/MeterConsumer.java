package dev.vedette.examples.osgi;

import dev.vedette.Poll;
import dev.vedette.micrometer.PollMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;

/** What is in a bundle that wants meters: it binds those of a poll, and says which there are. */
public final class MeterConsumer implements Callable<List<String>> {
    @Override
    public List<String> call() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (Poll poll = Poll.open();
                PollMetrics metrics = new PollMetrics(poll)) {
            metrics.bindTo(registry);
            return registry.getMeters().stream()
                    .map(meter -> meter.getId().getName())
                    .toList();
        }
    }
}
