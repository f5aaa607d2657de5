package dev.vedette.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/**
 * The meters that {@link PollMetrics} binds.
 *
 * <p><em>Wait</em> is the time inside {@code poll}, <em>dispatch</em> the time from the return of one poll to the start
 * of the next, as {@link dev.vedette.PollStatistics} defines them. Times are in seconds where the registry's base unit
 * of time is the second, as it is for Prometheus, and in that unit elsewhere.
 *
 * <p>A wait or dispatch is counted when it has ended. Maxima are over the whole life of the Poll.
 */
public enum PollMeters implements MeterDocumentation {
    /** How long the last poll waited. */
    LATENCY("vedette.poll.latency", Meter.Type.GAUGE, Units.SECONDS, "How long the last poll waited"),

    /** How long the longest poll waited. */
    LATENCY_MAX("vedette.poll.latency.max", Meter.Type.GAUGE, Units.SECONDS, "How long the longest poll waited"),

    /** How many events the last poll gave. */
    EVENTS_LAST("vedette.poll.events.last", Meter.Type.GAUGE, null, "How many events the last poll gave"),

    /** The share of its time that the loop spent in dispatch, from 0 to 1. */
    UTILIZATION(
            "vedette.poll.utilization",
            Meter.Type.GAUGE,
            null,
            "The share of its time that the loop spent in dispatch, from 0 to 1"),

    /** The longest time between two polls: the worst stall of the loop. */
    DISPATCH_MAX(
            "vedette.poll.dispatch.max",
            Meter.Type.GAUGE,
            Units.SECONDS,
            "The longest time between two polls: the worst stall of the loop"),

    /** How many polls there were, and how long they waited in all. A function timer. */
    WAIT("vedette.poll.wait", Meter.Type.TIMER, Units.SECONDS, "The polls, and how long they waited"),

    /** How many polls there were, and how long the program took after them in all. A function timer. */
    DISPATCH(
            "vedette.poll.dispatch",
            Meter.Type.TIMER,
            Units.SECONDS,
            "The polls, and how long the program took until the next"),

    /** How many events there were, those of wakers included. A function counter. */
    EVENTS("vedette.poll.events", Meter.Type.COUNTER, Units.EVENTS, "The events, those of wakers included"),

    /** How many of the events were those of wakers. A function counter. */
    WAKEUPS("vedette.poll.wakeups", Meter.Type.COUNTER, Units.WAKEUPS, "The events of wakers"),

    /** How many polls gave no event because their time was over. A function counter. */
    TIMEOUTS(
            "vedette.poll.timeouts",
            Meter.Type.COUNTER,
            Units.TIMEOUTS,
            "The polls that gave no event because their time was over");

    private final String meterName;
    private final Meter.Type type;
    private final String baseUnit;
    private final String description;

    PollMeters(String meterName, Meter.Type type, String baseUnit, String description) {
        this.meterName = meterName;
        this.type = type;
        this.baseUnit = baseUnit;
        this.description = description;
    }

    /** {@return the name of the meter, as Micrometer spells it; registries spell it their own way} */
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
        return PollKeyNames.values();
    }

    /** {@return what it measures, in a few words} */
    public String description() {
        return description;
    }

    /** The tags of every meter. */
    public enum PollKeyNames implements KeyName {
        /**
         * The {@linkplain dev.vedette.Poll#name name} of the Poll; a second open Poll of that name is {@code name-2},
         * and so on.
         */
        POLL("poll"),

        /** Its {@linkplain dev.vedette.Poll#backend backend}, as {@code EPOLL}. */
        BACKEND("backend");

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

    /** In the plural, as Micrometer has them. */
    private static final class Units {
        static final String SECONDS = "seconds";
        static final String EVENTS = "events";
        static final String WAKEUPS = "wakeups";
        static final String TIMEOUTS = "timeouts";
    }
}
