package dev.vedette.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts durations by their length. One thread records, any thread reads, with neither lock nor read-modify-write.
 *
 * <p>The buckets are log-linear. Each duration below 4 ns has a bucket of its own, and each power of two from there on
 * is divided into four buckets of equal width. A bucket is therefore at most a quarter as wide as its least duration,
 * and the middle of a bucket differs from every duration in it by at most 12.5 %. The 248 buckets take 2 KB and cover
 * every {@code long}.
 *
 * <p>A snapshot is an array of counts, one for each bucket. The static methods evaluate such arrays.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>One thread at a time records, and whatever passes this role to another thread orders the two.
 *   <li>Fewer than 2<sup>32</sup> durations are recorded in a bucket between {@link #mark} and {@link #since}.
 * </ol>
 *
 * Guarantees:
 *
 * <ol>
 *   <li>A snapshot contains every duration whose recording happened before the snapshot began, each of them once. It
 *       may contain durations that are recorded while it is taken, and it contains no others.
 *   <li>No count is torn, on 32-bit systems either, because every access that can race is opaque. A count never falls:
 *       if one snapshot happened before another, or one thread took both, no bucket of the second counts fewer.
 *   <li>The difference of two such snapshots is the number of durations recorded between them, with the uncertainty of
 *       guarantee 1 at either end. It is never negative.
 *   <li>Recording never waits and never allocates. It is one load and one store.
 * </ol>
 */
public final class Histogram {
    /** The number of buckets. */
    public static final int BUCKETS = 248;

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle MARK = MethodHandles.arrayElementVarHandle(int[].class);

    private final long[] counts = new long[BUCKETS];

    // ---- for the thread that records

    /** Counts a duration. A negative one counts as 0. */
    void record(long ns) {
        int bucket = bucketOf(ns);
        COUNT.setOpaque(counts, bucket, counts[bucket] + 1);
    }

    /** Stores the lower halves of all counts, for {@link #since}. */
    void mark(int[] mark) {
        for (int i = 0; i < BUCKETS; i++) {
            MARK.setOpaque(mark, i, (int) counts[i]);
        }
    }

    // ---- for any thread

    /** Returns a snapshot of all durations. */
    long[] read() {
        long[] snapshot = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            snapshot[i] = (long) COUNT.getOpaque(counts, i);
        }
        return snapshot;
    }

    /** Returns how many of the durations of a snapshot were recorded after a mark. */
    static long[] since(int[] mark, long[] snapshot) {
        long[] difference = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            difference[i] = Integer.toUnsignedLong((int) snapshot[i] - (int) MARK.getOpaque(mark, i));
        }
        return difference;
    }

    // ---- evaluation of snapshots

    /** Returns the number of durations. */
    public static long count(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /**
     * Returns the duration that a share of all durations does not exceed, to within 12.5 %.
     *
     * @param share from 0 to 1
     * @param maxNs the longest of all durations
     * @return at most {@code maxNs}; 0 if there are no durations
     */
    public static long percentileNs(long[] counts, double share, long maxNs) {
        long count = count(counts);
        if (count == 0) {
            return 0;
        }
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long sum = 0;
        if (rank < count) {
            for (int i = 0; i < BUCKETS; i++) {
                sum += counts[i];
                if (sum >= rank) {
                    return Math.min(middleNs(i), maxNs);
                }
            }
        }
        return maxNs;
    }

    /**
     * Returns how many durations are longer than a limit. The limit moves to the nearest edge of a bucket, which is at
     * most 12.5 % away, so shorter durations count too, or longer ones do not, if they are that near to it.
     */
    public static long countAbove(long[] counts, long limitNs) {
        if (limitNs < 0) {
            return count(counts);
        }
        int bucket = bucketOf(limitNs);
        long below = limitNs - leastNs(bucket) + 1; // how far the limit would move down
        long above = widthNs(bucket) - below; // and how far up
        long sum = 0;
        for (int i = below < above ? bucket : bucket + 1; i < BUCKETS; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** Returns the durations that are in one snapshot and not in an earlier one. */
    public static long[] difference(long[] later, long[] earlier) {
        long[] difference = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            difference[i] = later[i] - earlier[i];
        }
        return difference;
    }

    /**
     * Returns the longest duration in the difference of two snapshots. It is exact if it is longer than all before, and
     * otherwise known to within 12.5 %.
     */
    public static long maxOfDifferenceNs(long[] difference, long maxNs, long earlierMaxNs) {
        if (maxNs > earlierMaxNs) {
            return maxNs;
        }
        int bucket = BUCKETS - 1;
        while (bucket > 0 && difference[bucket] == 0) {
            bucket--;
        }
        return Math.min(middleNs(bucket), maxNs);
    }

    /** Returns the bucket that counts a duration. */
    public static int bucketOf(long ns) {
        if (ns < 4) {
            return (int) Math.max(ns, 0);
        }
        int power = 63 - Long.numberOfLeadingZeros(ns);
        return 4 * (power - 1) + (int) (ns >>> (power - 2) & 3);
    }

    private static long leastNs(int bucket) {
        return bucket < 4 ? bucket : (4L + bucket % 4) << (bucket / 4 - 1);
    }

    private static long widthNs(int bucket) {
        return bucket < 4 ? 1 : 1L << (bucket / 4 - 1);
    }

    private static long middleNs(int bucket) {
        return leastNs(bucket) + widthNs(bucket) / 2;
    }
}
