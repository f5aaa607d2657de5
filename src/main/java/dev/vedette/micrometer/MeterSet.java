package dev.vedette.micrometer;

import dev.vedette.Poll;
import dev.vedette.PollStatistics;
import dev.vedette.micrometer.PollMeters.PollKeyNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Registers the meters of one Poll in one registry. The functions given to the registry get the Poll as an argument and
 * capture nothing of this, for the registry holds them strongly and the Poll weakly.
 */
final class MeterSet {
    private final Poll poll;
    private final Tags tags;
    private final MeterRegistry registry;
    private final List<Meter.Id> registered = new ArrayList<>();

    MeterSet(Poll poll, String name, Tags tags, MeterRegistry registry) {
        this.poll = poll;
        this.tags = tags.and(
                PollKeyNames.POLL.asString(),
                name,
                PollKeyNames.BACKEND.asString(),
                poll.backend().name());
        this.registry = registry;
    }

    /** All or none. */
    List<Meter.Id> register() {
        try {
            registerAll();
            return List.copyOf(registered);
        } catch (RuntimeException | Error e) {
            registered.forEach(registry::remove);
            throw e;
        }
    }

    private void registerAll() {
        timeGauge(PollMeters.LATENCY, PollStatistics::lastWaitNs);
        timeGauge(PollMeters.LATENCY_MAX, PollStatistics::maxWaitNs);
        gauge(PollMeters.EVENTS_LAST, PollStatistics::lastEvents);
        gauge(PollMeters.UTILIZATION, PollStatistics::utilization);
        timeGauge(PollMeters.DISPATCH_MAX, PollStatistics::maxDispatchNs);
        timer(PollMeters.WAIT, PollStatistics::waitNs);
        timer(PollMeters.DISPATCH, PollStatistics::dispatchNs);
        counter(PollMeters.EVENTS, PollStatistics::events);
        counter(PollMeters.WAKEUPS, PollStatistics::wakeups);
        counter(PollMeters.TIMEOUTS, PollStatistics::timeouts);
    }

    private void gauge(PollMeters meter, ToDoubleFunction<PollStatistics> value) {
        add(Gauge.builder(meter.getName(), poll, target -> value.applyAsDouble(target.statistics()))
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void timeGauge(PollMeters meter, ToLongFunction<PollStatistics> valueNs) {
        add(TimeGauge.builder(
                        meter.getName(), poll, TimeUnit.NANOSECONDS, target -> valueNs.applyAsLong(target.statistics()))
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void timer(PollMeters meter, ToLongFunction<PollStatistics> totalNs) {
        add(FunctionTimer.builder(
                        meter.getName(),
                        poll,
                        target -> target.statistics().polls(),
                        target -> totalNs.applyAsLong(target.statistics()),
                        TimeUnit.NANOSECONDS)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void counter(PollMeters meter, ToLongFunction<PollStatistics> count) {
        add(FunctionCounter.builder(meter.getName(), poll, target -> count.applyAsLong(target.statistics()))
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void add(Meter meter) {
        registered.add(meter.getId());
    }
}
