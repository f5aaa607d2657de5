package dev.vedette.internal;

import java.util.Arrays;
import java.util.List;

/** What a loop did during a span of time: a part of a {@link Tally.Reading}. */
public final class Activity {
    /** The activity of a loop that was never counted. */
    public static final Activity NONE =
            new Activity(new long[8], new long[Histogram.BUCKETS], new long[Histogram.BUCKETS], 0);

    // dev.vedette.PollStatistics describes these numbers.
    public final long polls;
    public final long events;
    public final long wakeups;
    public final long timeouts;
    public final long waitNs;
    public final long dispatchNs;
    public final long maxWaitNs;
    public final long maxDispatchNs;

    /** The waits and dispatches that ended, as snapshots of a {@link Histogram}. Not to be changed. */
    public final long[] waits;

    public final long[] dispatches;

    /** The share of time in dispatch, from 0 to 1. */
    public final double utilization;

    /** @param numbers by the indices of {@link Tally} */
    Activity(long[] numbers, long[] waits, long[] dispatches, double utilization) {
        this.polls = numbers[Tally.POLLS];
        this.events = numbers[Tally.EVENTS];
        this.wakeups = numbers[Tally.WAKEUPS];
        this.timeouts = numbers[Tally.TIMEOUTS];
        this.waitNs = numbers[Tally.WAIT_NS];
        this.dispatchNs = numbers[Tally.DISPATCH_NS];
        this.maxWaitNs = numbers[Tally.MAX_WAIT_NS];
        this.maxDispatchNs = numbers[Tally.MAX_DISPATCH_NS];
        this.waits = waits;
        this.dispatches = dispatches;
        this.utilization = utilization;
    }

    /** Returns the sum of what several loops did. The maxima are the largest, and the utilization is the average. */
    public static Activity sum(List<Activity> activities) {
        long[] numbers = new long[8];
        long[] waits = new long[Histogram.BUCKETS];
        long[] dispatches = new long[Histogram.BUCKETS];
        double utilization = 0;
        for (Activity activity : activities) {
            numbers[Tally.POLLS] += activity.polls;
            numbers[Tally.EVENTS] += activity.events;
            numbers[Tally.WAKEUPS] += activity.wakeups;
            numbers[Tally.TIMEOUTS] += activity.timeouts;
            numbers[Tally.WAIT_NS] += activity.waitNs;
            numbers[Tally.DISPATCH_NS] += activity.dispatchNs;
            numbers[Tally.MAX_WAIT_NS] = Math.max(numbers[Tally.MAX_WAIT_NS], activity.maxWaitNs);
            numbers[Tally.MAX_DISPATCH_NS] = Math.max(numbers[Tally.MAX_DISPATCH_NS], activity.maxDispatchNs);
            Arrays.setAll(waits, i -> waits[i] + activity.waits[i]);
            Arrays.setAll(dispatches, i -> dispatches[i] + activity.dispatches[i]);
            utilization += activity.utilization / activities.size();
        }
        return new Activity(numbers, waits, dispatches, utilization);
    }

    /** Returns the share of dispatch in the sum of both times, from 0 to 1; 0 if both are 0. */
    public static double utilization(long dispatchNs, long waitNs) {
        double all = (double) dispatchNs + waitNs;
        return all <= 0 ? 0 : dispatchNs / all;
    }
}
