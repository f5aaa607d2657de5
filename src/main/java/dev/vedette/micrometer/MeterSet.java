package dev.vedette.micrometer;

import dev.vedette.DurationHistogram;
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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Registers the meters of one Poll in one registry. The functions given to the registry get the Poll as an argument and
 * do not capture this object, because the registry refers to them strongly and to the Poll weakly.
 */
final class MeterSet {
    private static final double[] DISPATCH_SHARES = {0.5, 0.99, 0.999};
    private static final double[] LATENCY_SHARES = {0.5, 0.99, 1};

    /** The limits of the buckets, in microseconds, without the infinite one. */
    private static final long[] LIMITS_US = {
        10, 100, 1_000, 5_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 5_000_000
    };

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

    /** Registers all meters, or none if one of them is refused. */
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
        SharedHistogram dispatches = new SharedHistogram();
        for (long limitUs : LIMITS_US) {
            Duration limit = Duration.of(limitUs, ChronoUnit.MICROS);
            String seconds = BigDecimal.valueOf(limitUs, 6).stripTrailingZeros().toPlainString();
            bucket(seconds, target -> {
                DurationHistogram histogram = dispatches.of(target);
                return histogram.count() - histogram.countAbove(limit);
            });
        }
        bucket("+Inf", target -> dispatches.of(target).count());
    }

    private void bucket(String limit, ToDoubleFunction<Poll> count) {
        counter(PollMeters.DISPATCH_BUCKET, tags.and(PollKeyNames.LE.asString(), limit), count);
    }

    private void gauge(PollMeters meter, ToDoubleFunction<PollStatistics> value) {
        add(Gauge.builder(meter.getName(), poll, target -> value.applyAsDouble(target.statistics()))
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void timeGauge(PollMeters meter, Tags meterTags, Function<PollStatistics, Duration> value) {
        add(TimeGauge.builder(
                        meter.getName(),
                        poll,
                        TimeUnit.NANOSECONDS,
                        target -> value.apply(target.statistics()).toNanos())
                .description(meter.description())
                .tags(meterTags)
                .register(registry));
    }

    private void timer(PollMeters meter, Function<PollStatistics, DurationHistogram> durations) {
        add(FunctionTimer.builder(
                        meter.getName(),
                        poll,
                        target -> durations.apply(target.statistics()).count(),
                        target -> durations.apply(target.statistics()).total().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(meter.description())
                .tags(tags)
                .register(registry));
    }

    private void counter(PollMeters meter, ToLongFunction<PollStatistics> count) {
        counter(meter, tags, target -> count.applyAsLong(target.statistics()));
    }

    private void counter(PollMeters meter, Tags meterTags, ToDoubleFunction<Poll> count) {
        add(FunctionCounter.builder(meter.getName(), poll, count)
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .tags(meterTags)
                .register(registry));
    }

    private void add(Meter meter) {
        registered.add(meter.getId());
    }

    /**
     * The dispatches of a Poll, for counters that a registry reads one after the other. All counters must show the same
     * moment, because a bucket with a higher limit never contains fewer dispatches.
     */
    private static final class SharedHistogram {
        private static final long MAX_AGE_NS = TimeUnit.MILLISECONDS.toNanos(10);

        private DurationHistogram histogram;
        private long readNs;

        synchronized DurationHistogram of(Poll poll) {
            long nowNs = System.nanoTime();
            if (histogram == null || nowNs - readNs > MAX_AGE_NS) {
                histogram = poll.statistics().dispatches();
                readNs = nowNs;
            }
            return histogram;
        }
    }
}
