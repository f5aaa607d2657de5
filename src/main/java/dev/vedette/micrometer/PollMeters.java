package dev.vedette.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/**
 * The meters that {@link PollMetrics} binds.
 *
 * <p><em>Wait</em> is the time inside {@code poll}. <em>Dispatch</em> is the time from the return of one poll to the
 * start of the next, in which the program handles the events. A long dispatch is a stall of the loop. Both are counted
 * when they end. {@link dev.vedette.PollStatistics} defines them. It also defines
 * {@linkplain dev.vedette.PollStatistics.LastMinute the last minute}, which moves with the clock and is the same for
 * all readers.
 *
 * <p>Percentiles are exact to within 12.5 %. Maxima and totals are exact. Times are in the base unit of time of the
 * registry, which is the second for Prometheus and may be another unit for other registries.
 *
 * <table>
 * <caption>Questions and the meters that answer them</caption>
 * <tr><th>question</th><th>meter</th></tr>
 * <tr><td>Does the loop hang now?</td><td>{@link #DISPATCH_CURRENT}</td></tr>
 * <tr><td>How bad was the last minute?</td><td>{@link #DISPATCH_PERCENTILE}, {@link #DISPATCH_MAX}</td></tr>
 * <tr><td>How often does it stall? How long were the stalls in any period of time, over many instances?</td>
 *     <td>{@link #DISPATCH_BUCKET}</td></tr>
 * <tr><td>Is it busy?</td><td>{@link #UTILIZATION}</td></tr>
 * </table>
 *
 * @since 0.1
 */
public enum PollMeters implements MeterDocumentation {
    /**
     * The time for which the loop has been away from its poll: the age of the dispatch in progress, and 0 while the
     * loop is in poll. The value grows while a loop hangs. It is 0 for an idle loop, because an idle loop is in poll.
     */
    DISPATCH_CURRENT(
            "vedette.poll.dispatch.current",
            Meter.Type.GAUGE,
            Units.SECONDS,
            "How long the loop has been away from its poll at this moment; 0 while it polls"),

    /**
     * The time that a given share of the dispatches of the last minute did not exceed. There is one gauge for each of
     * the shares 0.5, 0.99 and 0.999. The value is 0 if no dispatch ended in the last minute.
     */
    DISPATCH_PERCENTILE(
            "vedette.poll.dispatch.percentile",
            Meter.Type.GAUGE,
            Units.SECONDS,
            "The time that this share of the dispatches of the last minute did not exceed",
            PollKeyNames.PHI),

    /**
     * The longest dispatch of the last minute: its worst stall. The value is 0 if no dispatch ended in the last minute.
     * The dispatch in progress is included only in {@link #DISPATCH_CURRENT} until it ends.
     */
    DISPATCH_MAX(
            "vedette.poll.dispatch.max", Meter.Type.GAUGE, Units.SECONDS, "The longest dispatch of the last minute"),

    /**
     * The number of dispatches that took at most a given number of seconds: a cumulative histogram for
     * {@code histogram_quantile}, over any period of time and any number of instances. There is one function counter
     * for each of the limits 10 and 100 µs, 1, 5, 20, 50, 100, 200 and 500 ms, 1 and 5 s, and {@code +Inf}. A limit is
     * exact to within 7.5 %. The twelve values that a registry reads within 10 ms are of the same moment.
     *
     * <p>The name for Prometheus is {@code vedette_poll_dispatch_bucket_dispatches_total}, because Prometheus clients
     * reserve the suffix {@code _bucket} for their own histograms. {@code histogram_quantile} accepts any counters with
     * the label {@code le}:
     *
     * <pre>{@code
     * histogram_quantile(0.99, sum by (le, poll) (rate(vedette_poll_dispatch_bucket_dispatches_total[5m])))
     * }</pre>
     */
    DISPATCH_BUCKET(
            "vedette.poll.dispatch.bucket",
            Meter.Type.COUNTER,
            Units.DISPATCHES,
            "The dispatches that took at most so many seconds",
            PollKeyNames.LE),

    /** The number of dispatches and their total time. This is a function timer. */
    DISPATCH(
            "vedette.poll.dispatch",
            Meter.Type.TIMER,
            Units.SECONDS,
            "The dispatches: from the return of one poll to the start of the next"),

    /** The number of polls and their total waiting time. This is a function timer. */
    WAIT("vedette.poll.wait", Meter.Type.TIMER, Units.SECONDS, "The polls, and how long they waited"),

    /**
     * The share of time spent in dispatch during the last minute, from 0 to 1. The dispatch in progress is included, so
     * the value is 1 for a loop that has been hanging for a minute.
     */
    UTILIZATION(
            "vedette.poll.utilization",
            Meter.Type.GAUGE,
            null,
            "The share of time in dispatch during the last minute, from 0 to 1"),

    /**
     * The time that a given share of the polls of the last minute did not exceed. There is one gauge for each of the
     * shares 0.5, 0.99 and 1. This is the time for which the loop was idle. It is not the time for which an event had
     * to wait: a loop with nothing to do has a long latency. Events wait while the loop is in dispatch, which
     * {@link #DISPATCH_PERCENTILE} shows.
     */
    LATENCY(
            "vedette.poll.latency",
            Meter.Type.GAUGE,
            Units.SECONDS,
            "The time that this share of the polls of the last minute did not exceed: how long the loop was idle",
            PollKeyNames.PHI),

    /** The number of events, including events of wakers. This is a function counter. */
    EVENTS("vedette.poll.events", Meter.Type.COUNTER, Units.EVENTS, "The events, including those of wakers"),

    /** The number of events of wakers. This is a function counter. */
    WAKEUPS("vedette.poll.wakeups", Meter.Type.COUNTER, Units.WAKEUPS, "The events of wakers"),

    /** The number of polls that returned no event because their timeout was over. This is a function counter. */
    TIMEOUTS(
            "vedette.poll.timeouts",
            Meter.Type.COUNTER,
            Units.TIMEOUTS,
            "The polls that returned no event because their timeout was over"),

    /** The average number of events that a poll of the last minute returned. The value is 0 if no poll returned. */
    EVENTS_PER_POLL(
            "vedette.poll.events.per.poll",
            Meter.Type.GAUGE,
            null,
            "How many events a poll of the last minute returned on average");

    private final String meterName;
    private final Meter.Type type;
    private final String baseUnit;
    private final String description;

    /** The tag that distinguishes the meters of this name; null if there is only one. */
    private final PollKeyNames variable;

    PollMeters(String meterName, Meter.Type type, String baseUnit, String description) {
        this(meterName, type, baseUnit, description, null);
    }

    PollMeters(String meterName, Meter.Type type, String baseUnit, String description, PollKeyNames variable) {
        this.meterName = meterName;
        this.type = type;
        this.baseUnit = baseUnit;
        this.description = description;
        this.variable = variable;
    }

    /** {@return the name of the meter in Micrometer, which a registry adapts to its own convention} */
    @Override
    public String getName() {
        return meterName;
    }

    /** {@return the type of the meter} */
    @Override
    public Meter.Type getType() {
        return type;
    }

    /** {@return the base unit; null for a plain number} */
    @Override
    public String getBaseUnit() {
        return baseUnit;
    }

    /** {@return the tags that the meter has besides those of the program} */
    @Override
    public KeyName[] getKeyNames() {
        return variable == null
                ? new KeyName[] {PollKeyNames.POLL, PollKeyNames.BACKEND}
                : new KeyName[] {PollKeyNames.POLL, PollKeyNames.BACKEND, variable};
    }

    /** {@return what the meter measures, in a few words} */
    public String description() {
        return description;
    }

    /**
     * The tags. Every meter has the first two.
     *
     * @since 0.1
     */
    public enum PollKeyNames implements KeyName {
        /**
         * The {@linkplain dev.vedette.Poll#name name} of the Poll. A second open Poll with the same name has
         * {@code name-2}, and so on.
         */
        POLL("poll"),

        /** The {@linkplain dev.vedette.Poll#backend backend} of the Poll, for example {@code EPOLL}. */
        BACKEND("backend"),

        /** The share of a percentile, from 0 to 1, for example {@code 0.99}. */
        PHI("phi"),

        /** The limit of a bucket, in seconds, for example {@code 0.02}, or {@code +Inf}. */
        LE("le");

        private final String key;

        PollKeyNames(String key) {
            this.key = key;
        }

        /** {@return the key of the tag} */
        @Override
        public String asString() {
            return key;
        }
    }

    /** The base units, in the plural as usual in Micrometer. */
    private static final class Units {
        static final String SECONDS = "seconds";
        static final String DISPATCHES = "dispatches";
        static final String EVENTS = "events";
        static final String WAKEUPS = "wakeups";
        static final String TIMEOUTS = "timeouts";
    }
}
