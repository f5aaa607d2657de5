package dev.vedette.micrometer;

import dev.vedette.DurationHistogram;
import dev.vedette.Poll;
import dev.vedette.PollStatistics;
import dev.vedette.internal.DispatchBucket;
import dev.vedette.internal.selector.SelectorGroup;
import dev.vedette.micrometer.PollMeters.PollKeyNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Registers the meters of one Poll, or of one group of selectors, in one registry. The functions given to the registry
 * get it as an argument and do not capture this object, because the registry refers to them strongly and to it weakly.
 */
final class MeterSet<T> {
    private static final double[] DISPATCH_SHARES = {0.5, 0.99, 0.999};
    private static final double[] LATENCY_SHARES = {0.5, 0.99, 1};

    private final T target;
    private final Function<T, PollStatistics> statistics;
    private final UnaryOperator<String> nameOf;
    private final Tags tags;
    private final MeterRegistry registry;
    private final List<Meter.Id> registered = new ArrayList<>();

    private MeterSet(
            T target,
            Function<T, PollStatistics> statistics,
            UnaryOperator<String> nameOf,
            Tags tags,
            MeterRegistry registry) {
        this.target = target;
        this.statistics = statistics;
        this.nameOf = nameOf;
        this.tags = tags;
        this.registry = registry;
    }

    /** Registers the meters of a Poll, or none if one of them is refused. */
    static List<Meter.Id> register(Poll poll, String name, Tags tags, MeterRegistry registry) {
        Tags all = tags.and(
                PollKeyNames.POLL.asString(),
                name,
                PollKeyNames.BACKEND.asString(),
                poll.backend().name());
        return new MeterSet<>(poll, Poll::statistics, UnaryOperator.identity(), all, registry).register();
    }

    /** Registers the meters of a group of selectors, or none if one of them is refused. */
    static List<Meter.Id> register(SelectorGroup group, Tags tags, MeterRegistry registry) {
        Tags all = tags.and(SelectorMetrics.SELECTOR, group.name());
        MeterSet<SelectorGroup> meters =
                new MeterSet<>(group, SelectorGroup::statistics, SelectorMetrics::nameOf, all, registry);
        meters.registered.add(Gauge.builder(SelectorMetrics.COUNT, group, SelectorGroup::size)
                .baseUnit("selectors")
                .description("The selectors of the group that are open")
                .tags(all)
                .register(registry)
                .getId());
        return meters.register();
    }

    private List<Meter.Id> register() {
        try {
            registerAll();
            return List.copyOf(registered);
        } catch (RuntimeException | Error e) {
            registered.forEach(registry::remove);
            throw e;
        }
    }

    private void registerAll() {
        timeGauge(PollMeters.DISPATCH_CURRENT, tags, PollStatistics::currentDispatch);
        for (double share : DISPATCH_SHARES) {
            timeGauge(
                    PollMeters.DISPATCH_PERCENTILE,
                    withShare(share),
                    statistics -> statistics.lastMinute().dispatches().percentile(share));
        }
        timeGauge(
                PollMeters.DISPATCH_MAX,
                tags,
                statistics -> statistics.lastMinute().dispatches().max());
        buckets();
        timer(PollMeters.DISPATCH, PollStatistics::dispatches);
        timer(PollMeters.WAIT, PollStatistics::waits);
        gauge(PollMeters.UTILIZATION, statistics -> statistics.lastMinute().utilization());
        for (double share : LATENCY_SHARES) {
            timeGauge(
                    PollMeters.LATENCY,
                    withShare(share),
                    statistics -> statistics.lastMinute().waits().percentile(share));
        }
        counter(PollMeters.EVENTS, PollStatistics::events);
        counter(PollMeters.WAKEUPS, PollStatistics::wakeups);
        counter(PollMeters.TIMEOUTS, PollStatistics::timeouts);
        gauge(PollMeters.EVENTS_PER_POLL, statistics -> statistics.lastMinute().eventsPerPoll());
    }

    private Tags withShare(double share) {
        return tags.and(PollKeyNames.PHI.asString(), share == 1 ? "1" : Double.toString(share));
    }

    private void buckets() {
        SharedHistogram<T> dispatches = new SharedHistogram<>(statistics);
        for (DispatchBucket bucket : DispatchBucket.ALL) {
            bucket(bucket.label(), t -> bucket.countIn(dispatches.of(t)));
        }
    }

    private void bucket(String limit, ToDoubleFunction<T> count) {
        counter(PollMeters.DISPATCH_BUCKET, tags.and(PollKeyNames.LE.asString(), limit), count);
    }

    private void gauge(PollMeters meter, ToDoubleFunction<PollStatistics> value) {
        Function<T, PollStatistics> read = statistics;
        add(Gauge.builder(nameOf(meter), target, t -> value.applyAsDouble(read.apply(t)))
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void timeGauge(PollMeters meter, Tags meterTags, Function<PollStatistics, Duration> value) {
        Function<T, PollStatistics> read = statistics;
        add(TimeGauge.builder(
                        nameOf(meter),
                        target,
                        TimeUnit.NANOSECONDS,
                        t -> value.apply(read.apply(t)).toNanos())
                .description(meter.description())
                .tags(meterTags)
                .register(registry));
    }

    private void timer(PollMeters meter, Function<PollStatistics, DurationHistogram> durations) {
        Function<T, PollStatistics> read = statistics;
        add(FunctionTimer.builder(
                        nameOf(meter),
                        target,
                        t -> durations.apply(read.apply(t)).count(),
                        t -> durations.apply(read.apply(t)).total().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void counter(PollMeters meter, ToLongFunction<PollStatistics> count) {
        Function<T, PollStatistics> read = statistics;
        counter(meter, tags, t -> count.applyAsLong(read.apply(t)));
    }

    private void counter(PollMeters meter, Tags meterTags, ToDoubleFunction<T> count) {
        add(FunctionCounter.builder(nameOf(meter), target, count)
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .tags(meterTags)
                .register(registry));
    }

    private String nameOf(PollMeters meter) {
        return nameOf.apply(meter.getName());
    }

    private void add(Meter meter) {
        registered.add(meter.getId());
    }

    /**
     * The dispatches, for counters that a registry reads one after the other. All counters must show the same moment,
     * because a bucket with a higher limit never contains fewer dispatches.
     */
    private static final class SharedHistogram<T> {
        private static final long MAX_AGE_NS = TimeUnit.MILLISECONDS.toNanos(10);

        private final Function<T, PollStatistics> statistics;
        private DurationHistogram histogram;
        private long readNs;

        SharedHistogram(Function<T, PollStatistics> statistics) {
            this.statistics = statistics;
        }

        synchronized DurationHistogram of(T target) {
            long nowNs = System.nanoTime();
            if (histogram == null || nowNs - readNs > MAX_AGE_NS) {
                histogram = statistics.apply(target).dispatches();
                readNs = nowNs;
            }
            return histogram;
        }
    }
}
