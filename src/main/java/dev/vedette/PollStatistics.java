package dev.vedette;

import dev.vedette.internal.Tally;
import java.util.Arrays;

/**
 * What a {@link Poll} has done so far: an immutable snapshot, consistent in itself. Two snapshots are equal if all of
 * their numbers are.
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
    private final long[] numbers;
    private final boolean on;

    /**
     * @param numbers a snapshot of the {@link Tally}
     * @param on whether the next poll counts
     */
    PollStatistics(long[] numbers, boolean on) {
        this.numbers = numbers;
        this.on = on;
    }

    /** {@return how many polls have returned} */
    public long polls() {
        return numbers[Tally.POLLS];
    }

    /** {@return how many events they gave, those of wakers included} */
    public long events() {
        return numbers[Tally.EVENTS];
    }

    /** {@return how many of the events were those of wakers} */
    public long wakeups() {
        return numbers[Tally.WAKEUPS];
    }

    /** {@return how many polls gave no event because their time was over; those with a timeout of 0 included} */
    public long timeouts() {
        return numbers[Tally.TIMEOUTS];
    }

    /** {@return the time spent in polls, in nanoseconds} */
    public long waitNs() {
        return numbers[Tally.WAIT_NS];
    }

    /** {@return the time spent between polls, in nanoseconds} */
    public long dispatchNs() {
        return numbers[Tally.DISPATCH_NS];
    }

    /** {@return how long the last poll took, in nanoseconds} */
    public long lastWaitNs() {
        return numbers[Tally.LAST_WAIT_NS];
    }

    /** {@return how long the longest poll took, in nanoseconds} */
    public long maxWaitNs() {
        return numbers[Tally.MAX_WAIT_NS];
    }

    /** {@return the longest time between two polls, in nanoseconds} */
    public long maxDispatchNs() {
        return numbers[Tally.MAX_DISPATCH_NS];
    }

    /** {@return how many events the last poll gave} */
    public int lastEvents() {
        return (int) numbers[Tally.LAST_EVENTS];
    }

    /**
     * {@return the share of its time that the loop was busy, from 0 to 1} That is {@link #dispatchNs()} over the sum of
     * {@link #dispatchNs()} and {@link #waitNs()}; 0 if there is neither.
     */
    public double utilization() {
        return Tally.utilization(numbers);
    }

    /** {@return whether the other is a snapshot with the same numbers} */
    @Override
    public boolean equals(Object other) {
        return other instanceof PollStatistics snapshot && Arrays.equals(numbers, snapshot.numbers);
    }

    /** {@return a hash code of the numbers} */
    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    /** {@return a text with all numbers, or one that says that they are zero because statistics are off} */
    @Override
    public String toString() {
        if (polls() == 0 && !on) {
            return "PollStatistics[all zero: they are off; Poll.enableStatistics() switches them on]";
        }
        return "PollStatistics[polls=" + polls() + ", events=" + events() + ", wakeups=" + wakeups() + ", timeouts="
                + timeouts() + ", waitNs=" + waitNs() + ", dispatchNs=" + dispatchNs() + ", lastWaitNs=" + lastWaitNs()
                + ", maxWaitNs=" + maxWaitNs() + ", maxDispatchNs=" + maxDispatchNs() + ", lastEvents=" + lastEvents()
                + ", utilization=" + utilization() + "]";
    }
}
