package dev.vedette.examples.osgi;

import dev.vedette.Poll;
import dev.vedette.micrometer.PollMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;

/** The content of a bundle that uses meters. It binds the meters of a Poll, and returns their names. */
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
