package dev.vedette;

import static java.util.Objects.requireNonNull;

import dev.vedette.internal.Histogram;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * An immutable snapshot of the durations of the waits or of the dispatches of a {@link Poll}.
 *
 * <p>Durations are counted in buckets, from one nanosecond to centuries. Each power of two is divided into four buckets
 * of equal width, so a single duration is known to within 12.5 %. The number of durations, their sum and, unless stated
 * otherwise, the longest duration are exact.
 *
 * <p>The difference between two snapshots of one Poll is the histogram of the time between them. A program can use it
 * to observe any period of time, or to feed any metrics library:
 *
 * <pre>{@code
 * DurationHistogram now = poll.statistics().dispatches();
 * DurationHistogram since = now.minus(before);
 * before = now;
 * export(since.count(), since.percentile(0.99), since.countAbove(Duration.ofMillis(20)));
 * }</pre>
 *
 * @see PollStatistics
 * @since 0.1
 */
public final class DurationHistogram {
    private final long[] counts;
    private final long count;
    private final long totalNs;
    private final long maxNs;

    /** @param counts the counts of a {@link Histogram}; this object takes ownership of the array */
    DurationHistogram(long[] counts, long totalNs, long maxNs) {
        this.counts = counts;
        this.count = Histogram.count(counts);
        this.totalNs = totalNs;
        this.maxNs = maxNs;
    }

    /** {@return the number of durations} */
    public long count() {
        return count;
    }

    /** {@return the sum of all durations} */
    public Duration total() {
        return Duration.ofNanos(totalNs);
    }

    /** {@return the longest duration, or zero if there are none} */
    public Duration max() {
        return Duration.ofNanos(maxNs);
    }

    /**
     * {@return the duration that the given share of all durations does not exceed, to within 12.5 %} The result is
     * never longer than {@link #max()}, and is zero if there are no durations.
     *
     * @param share the share, from 0 to 1: 0.5 for the median, 0.99 for the 99th percentile, 1 for the longest duration
     * @throws IllegalArgumentException if {@code share} is not between 0 and 1
     */
    public Duration percentile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be from 0 to 1: " + share);
        }
        return Duration.ofNanos(Histogram.percentileNs(counts, share, maxNs));
    }

    /**
     * {@return the number of durations that are longer than the given duration} Durations that differ from it by at
     * most 12.5 % may or may not be counted. The effective limit is the same for every call with the same argument, so
     * the results can be compared and subtracted.
     *
     * @param duration the limit; if it is negative, all durations are counted
     * @throws NullPointerException if {@code duration} is null
     */
    public long countAbove(Duration duration) {
        return Histogram.countAbove(counts, TimeUnit.NANOSECONDS.convert(requireNonNull(duration, "duration")));
    }

    /**
     * {@return the durations that are in this snapshot but not in an earlier one} The longest of them is exact if it is
     * longer than every duration in the earlier snapshot. Otherwise it is known to within 12.5 %.
     *
     * @param earlier an earlier snapshot of the same durations
     * @throws IllegalArgumentException if {@code earlier} contains durations that this snapshot does not contain
     * @throws NullPointerException if {@code earlier} is null
     */
    public DurationHistogram minus(DurationHistogram earlier) {
        long[] difference = Histogram.difference(counts, earlier.counts);
        if (totalNs < earlier.totalNs || Arrays.stream(difference).anyMatch(number -> number < 0)) {
            throw new IllegalArgumentException("not an earlier snapshot of the same durations: " + earlier);
        }
        return new DurationHistogram(
                difference, totalNs - earlier.totalNs, Histogram.maxOfDifferenceNs(difference, maxNs, earlier.maxNs));
    }

    /** {@return whether the other object is a histogram with the same counts, sum and longest duration} */
    @Override
    public boolean equals(Object other) {
        return other instanceof DurationHistogram histogram
                && totalNs == histogram.totalNs
                && maxNs == histogram.maxNs
                && Arrays.equals(counts, histogram.counts);
    }

    /** {@return a hash code of the counts} */
    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    /** {@return a string with the number of durations, their sum, three percentiles and the longest duration} */
    @Override
    public String toString() {
        return "DurationHistogram[count=" + count + ", total=" + total() + ", p50=" + percentile(0.5) + ", p99="
                + percentile(0.99) + ", p99.9=" + percentile(0.999) + ", max=" + max() + "]";
    }
}
