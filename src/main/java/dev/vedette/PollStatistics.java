package dev.vedette;

import dev.vedette.internal.Activity;
import dev.vedette.internal.StatisticsAccess;
import dev.vedette.internal.Tally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An immutable snapshot of the statistics of a {@link Poll}. Two snapshots are equal if all of their values are equal.
 *
 * <p><em>Wait</em> is the time inside {@code poll}, from call to return. <em>Dispatch</em> is the time outside, from
 * the return of one poll to the start of the next, in which the program handles the events. A long dispatch is a stall
 * of the loop: all other sources have to wait.
 *
 * <p>Counts and totals grow while statistics are on, and never decrease. A poll is counted when it returns, and a
 * dispatch when the next poll begins. The dispatch in progress is included only in {@link #currentDispatch()} and
 * {@link LastMinute#utilization()}, and the wait in progress only in the latter. A poll that throws is not counted, and
 * neither is the time after it. A poll or dispatch during which statistics were switched on is not counted either.
 *
 * <p>Taking a snapshot lasts some microseconds. If the loop polls during that time, the counts and totals may include
 * polls that the histograms do not include yet. Otherwise all values are of the same moment.
 *
 * @see Poll#statistics()
 * @since 0.1
 */
public final class PollStatistics {
    static {
        StatisticsAccess.install(new StatisticsAccess() {
            @Override
            protected PollStatistics statisticsOf(Tally.Reading reading, boolean on) {
                return new PollStatistics(reading, on);
            }
        });
    }

    private final boolean on;
    private final Activity total;
    private final Duration currentDispatch;
    private final LastMinute lastMinute;

    /** @param on whether the next poll will be counted */
    PollStatistics(Tally.Reading reading, boolean on) {
        this.on = on;
        this.total = reading.total;
        this.currentDispatch = Duration.ofNanos(reading.currentDispatchNs);
        this.lastMinute = new LastMinute(reading.lastMinute);
    }

    /** {@return the number of polls that have returned} */
    public long polls() {
        return total.polls;
    }

    /** {@return the number of events that polls have returned, including events of wakers} */
    public long events() {
        return total.events;
    }

    /** {@return the number of events that were events of wakers} */
    public long wakeups() {
        return total.wakeups;
    }

    /** {@return the number of polls that returned no event because their timeout was over or was 0} */
    public long timeouts() {
        return total.timeouts;
    }

    /** {@return the time spent in polls, in nanoseconds} */
    public long waitNs() {
        return total.waitNs;
    }

    /** {@return the time spent between polls, in nanoseconds} */
    public long dispatchNs() {
        return total.dispatchNs;
    }

    /**
     * {@return the share of time spent in dispatch since the beginning, from 0 to 1} This is {@link #dispatchNs()}
     * divided by the sum of {@link #dispatchNs()} and {@link #waitNs()}, or 0 if both are 0.
     * {@link LastMinute#utilization()} tells how busy the loop is now.
     */
    public double utilization() {
        return total.utilization;
    }

    /** {@return the durations of the polls} */
    public DurationHistogram waits() {
        return waits(total);
    }

    /** {@return the durations of the dispatches} */
    public DurationHistogram dispatches() {
        return dispatches(total);
    }

    /**
     * {@return the age of the dispatch in progress: the time for which the loop has been away from its Poll} It is zero
     * while the loop is in poll, when the Poll is closed, and when statistics are off. An age of many seconds means
     * that the loop hangs at this moment.
     */
    public Duration currentDispatch() {
        return currentDispatch;
    }

    /** {@return the statistics of the last minute} */
    public LastMinute lastMinute() {
        return lastMinute;
    }

    private static DurationHistogram waits(Activity activity) {
        return new DurationHistogram(activity.waits, activity.waitNs, activity.maxWaitNs);
    }

    private static DurationHistogram dispatches(Activity activity) {
        return new DurationHistogram(activity.dispatches, activity.dispatchNs, activity.maxDispatchNs);
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("polls", polls());
        values.put("events", events());
        values.put("wakeups", wakeups());
        values.put("timeouts", timeouts());
        values.put("waitNs", waitNs());
        values.put("dispatchNs", dispatchNs());
        values.put("utilization", utilization());
        values.put("waits", waits());
        values.put("dispatches", dispatches());
        values.put("currentDispatch", currentDispatch());
        values.put("lastMinute", lastMinute());
        return values;
    }

    /** {@return whether the other object is a snapshot with the same values} */
    @Override
    public boolean equals(Object other) {
        return other instanceof PollStatistics statistics && values().equals(statistics.values());
    }

    /** {@return a hash code of the values} */
    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** {@return a string with all values, or one that states that they are zero because statistics are off} */
    @Override
    public String toString() {
        return polls() == 0 && !on
                ? "PollStatistics[all zero: they are off; Poll.enableStatistics() switches them on]"
                : "PollStatistics" + text(values());
    }

    private static String text(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * The statistics of a {@link Poll} for the last minute, or since they were switched on if that was later. Two
     * snapshots are equal if all of their values are equal.
     *
     * <p>The minute moves with the clock in steps of five seconds, and is the same for all readers. It begins 60 to 65
     * seconds ago. It also moves without polls: a minute after a loop has stopped polling, all counts are zero. A poll
     * or dispatch is counted, with its full duration, if it ended within the minute.
     *
     * @since 0.1
     */
    public static final class LastMinute {
        private final Activity minute;

        LastMinute(Activity minute) {
            this.minute = minute;
        }

        /** {@return the number of polls that have returned} */
        public long polls() {
            return minute.polls;
        }

        /** {@return the number of events that these polls have returned, including events of wakers} */
        public long events() {
            return minute.events;
        }

        /** {@return the average number of events that a poll has returned; 0 if no poll has returned} */
        public double eventsPerPoll() {
            return polls() == 0 ? 0 : (double) events() / polls();
        }

        /**
         * {@return the share of time spent in dispatch, from 0 to 1} The wait or dispatch in progress is included: the
         * value is 1 for a loop that has been hanging for a minute, and 0 for a loop that has been waiting for a
         * minute. Time that is not counted is left out.
         */
        public double utilization() {
            return minute.utilization;
        }

        /** {@return the durations of the polls that have returned} The longest of them is exact. */
        public DurationHistogram waits() {
            return PollStatistics.waits(minute);
        }

        /** {@return the durations of the dispatches that have ended} The longest of them is exact. */
        public DurationHistogram dispatches() {
            return PollStatistics.dispatches(minute);
        }

        private Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("polls", polls());
            values.put("events", events());
            values.put("utilization", utilization());
            values.put("waits", waits());
            values.put("dispatches", dispatches());
            return values;
        }

        /** {@return whether the other object is a snapshot with the same values} */
        @Override
        public boolean equals(Object other) {
            return other instanceof LastMinute lastMinute && values().equals(lastMinute.values());
        }

        /** {@return a hash code of the values} */
        @Override
        public int hashCode() {
            return values().hashCode();
        }

        /** {@return a string with all values} */
        @Override
        public String toString() {
            return "LastMinute" + text(values());
        }
    }
}
