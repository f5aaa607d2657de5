package dev.vedette.internal.jmx;

import dev.vedette.DurationHistogram;
import dev.vedette.PollStatistics;
import dev.vedette.SelectorMXBean;
import dev.vedette.internal.DispatchBucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Shows the statistics of a Poll, or of a group of selectors. */
final class StatisticsBean implements SelectorMXBean {
    private static final double NS_PER_SECOND = 1e9;

    private final String backend;
    private final IntSupplier selectors;
    private final Supplier<PollStatistics> statistics;

    StatisticsBean(String backend, IntSupplier selectors, Supplier<PollStatistics> statistics) {
        this.backend = backend;
        this.selectors = selectors;
        this.statistics = statistics;
    }

    @Override
    public String getBackend() {
        return backend;
    }

    @Override
    public int getSelectors() {
        return selectors.getAsInt();
    }

    @Override
    public long getPolls() {
        return statistics.get().polls();
    }

    @Override
    public long getEvents() {
        return statistics.get().events();
    }

    @Override
    public long getWakeups() {
        return statistics.get().wakeups();
    }

    @Override
    public long getTimeouts() {
        return statistics.get().timeouts();
    }

    @Override
    public double getWaitSeconds() {
        return seconds(statistics.get().waits().total());
    }

    @Override
    public long getDispatches() {
        return statistics.get().dispatches().count();
    }

    @Override
    public double getDispatchSeconds() {
        return seconds(statistics.get().dispatches().total());
    }

    @Override
    public double getDispatchCurrentSeconds() {
        return seconds(statistics.get().currentDispatch());
    }

    @Override
    public double getDispatchP50Seconds() {
        return dispatchPercentile(0.5);
    }

    @Override
    public double getDispatchP99Seconds() {
        return dispatchPercentile(0.99);
    }

    @Override
    public double getDispatchP999Seconds() {
        return dispatchPercentile(0.999);
    }

    @Override
    public double getDispatchMaxSeconds() {
        return seconds(statistics.get().lastMinute().dispatches().max());
    }

    private double dispatchPercentile(double share) {
        return seconds(statistics.get().lastMinute().dispatches().percentile(share));
    }

    @Override
    public double getUtilization() {
        return statistics.get().lastMinute().utilization();
    }

    @Override
    public double getEventsPerPoll() {
        return statistics.get().lastMinute().eventsPerPoll();
    }

    @Override
    public Map<String, Long> getDispatchBuckets() {
        DurationHistogram dispatches = statistics.get().dispatches();
        Map<String, Long> buckets = new LinkedHashMap<>();
        DispatchBucket.ALL.forEach(bucket -> buckets.put(bucket.label(), bucket.countIn(dispatches)));
        return buckets;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NS_PER_SECOND;
    }
}
