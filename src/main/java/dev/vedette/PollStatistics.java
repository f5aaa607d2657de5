package dev.vedette;

import dev.vedette.internal.Statistics;

/**
 * What a {@link Poll} has done so far: an immutable snapshot, consistent in itself.
 *
 * <p>Counts and totals run while statistics are on, and never fall. A poll is counted when it returns, so one that
 * waits still is in none of these numbers. A poll that throws is not counted, nor is the time after it; nor are the
 * poll and the time between polls in the midst of which statistics were switched on.
 *
 * <p>All times are in nanoseconds. <em>Wait</em> is the time inside {@code poll}, from call to return.
 * <em>Dispatch</em> is the time outside, from the return of one poll to the start of the next: what the program does
 * with the events.
 *
 * @see Poll#statistics()
 */
public final class PollStatistics {
    private final Statistics values;

    PollStatistics(Statistics values) {
        this.values = values;
    }

    /** {@return how many polls have returned} */
    public long polls() {
        return values.polls();
    }

    /** {@return how many events they gave, those of wakers included} */
    public long events() {
        return values.events();
    }

    /** {@return how many of the events were those of wakers} */
    public long wakeups() {
        return values.wakeups();
    }

    /** {@return how many polls gave no event because their time was over; those with a timeout of 0 included} */
    public long timeouts() {
        return values.timeouts();
    }

    /** {@return the time spent in polls, in nanoseconds} */
    public long waitNs() {
        return values.waitNs();
    }

    /** {@return the time spent between polls, in nanoseconds} */
    public long dispatchNs() {
        return values.dispatchNs();
    }

    /** {@return how long the last poll took, in nanoseconds} */
    public long lastWaitNs() {
        return values.lastWaitNs();
    }

    /** {@return how long the longest poll took, in nanoseconds} */
    public long maxWaitNs() {
        return values.maxWaitNs();
    }

    /** {@return the longest time between two polls, in nanoseconds} */
    public long maxDispatchNs() {
        return values.maxDispatchNs();
    }

    /** {@return how many events the last poll gave} */
    public int lastEvents() {
        return values.lastEvents();
    }

    /**
     * {@return the share of its time that the loop was busy, from 0 to 1} That is {@link #dispatchNs()} over the sum of
     * {@link #dispatchNs()} and {@link #waitNs()}; 0 if there is neither.
     */
    public double utilization() {
        return values.utilization();
    }

    /** {@return a text with the counts and the utilization} */
    @Override
    public String toString() {
        return "PollStatistics[polls=" + polls() + ", events=" + events() + ", wakeups=" + wakeups() + ", timeouts="
                + timeouts() + ", waitNs=" + waitNs() + ", dispatchNs=" + dispatchNs() + ", utilization="
                + utilization()
                + "]";
    }
}
