package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HistogramTest {
    private static final long SEED = 15;

    private final Histogram histogram = new Histogram();

    private long[] record(long... durations) {
        for (long ns : durations) {
            histogram.record(ns);
        }
        return histogram.read();
    }

    @Test
    void everyDurationHasABucketAndLongerOnesHaveHigherBuckets() {
        assertThat(Histogram.bucketOf(0)).isZero();
        assertThat(Histogram.bucketOf(Long.MAX_VALUE)).isEqualTo(Histogram.BUCKETS - 1);
        int previous = 0;
        for (long ns = 1; ns < 100_000; ns++) {
            int bucket = Histogram.bucketOf(ns);
            assertThat(bucket).isBetween(previous, previous + 1);
            previous = bucket;
        }
        for (int power = 3; power < 63; power++) {
            int bucket = Histogram.bucketOf(1L << power);
            assertThat(Histogram.bucketOf((1L << power) - 1)).isEqualTo(bucket - 1);
            assertThat(Histogram.bucketOf((1L << power) + (1L << power - 2))).isEqualTo(bucket + 1);
        }
    }

    @Test
    void aNegativeDurationCountsAsZero() {
        assertThat(record(-1, Long.MIN_VALUE, 0)[0]).isEqualTo(3);
    }

    @Test
    void everyDurationIsKnownToWithinAnEighth() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            long ns = random.nextLong() >>> 1 >>> random.nextInt(63);
            long[] counts = new long[Histogram.BUCKETS];
            counts[Histogram.bucketOf(ns)] = 2;
            double estimate = Histogram.percentileNs(counts, 0, Long.MAX_VALUE);
            assertThat(Math.abs(estimate - ns))
                    .as("%d is estimated as %f", ns, estimate)
                    .isLessThanOrEqualTo(ns / 8.0);
        }
    }

    @Test
    void aPercentileIsTheDurationAtItsRank() {
        Random random = new Random(SEED);
        long[] durations = LongStream.generate(() -> random.nextLong(1L << random.nextInt(1, 40)))
                .limit(10_000)
                .toArray();
        long[] counts = record(durations);
        Arrays.sort(durations);
        long max = durations[durations.length - 1];
        for (double share : new double[] {0, 0.1, 0.5, 0.9, 0.99, 0.999}) {
            long exact = durations[Math.max(1, (int) Math.ceil(share * durations.length)) - 1];
            assertThat(Histogram.percentileNs(counts, share, max))
                    .as("percentile %s", share)
                    .isBetween(exact - exact / 8, exact + exact / 8);
        }
        assertThat(Histogram.percentileNs(counts, 1, max)).isEqualTo(max);
        assertThat(Histogram.percentileNs(counts, 0.99999, max))
                .as("of few durations")
                .isEqualTo(max);
    }

    @Test
    void aPercentileIsNeverAboveTheMaximum() {
        assertThat(Histogram.percentileNs(record(1_030, 1_030, 1_030), 0.5, 1_030))
                .isEqualTo(1_030);
    }

    @Test
    void nothingHasNoPercentilesAndNoMaximum() {
        assertThat(Histogram.percentileNs(record(), 0.99, 0)).isZero();
        assertThat(Histogram.maxOfDifferenceNs(record(), 0, 0)).isZero();
    }

    @Test
    void theNumberAboveALimitIsExactUpToDurationsNearIt() {
        Random random = new Random(SEED);
        long[] durations = LongStream.generate(() -> random.nextLong(1L << random.nextInt(1, 50)))
                .limit(10_000)
                .toArray();
        long[] counts = record(durations);
        for (long limit = 0; limit < 1L << 50; limit += 1 + limit / 7) {
            long eighth = limit / 8;
            long least = countAbove(durations, limit + eighth);
            long most = countAbove(durations, limit - eighth - 1);
            assertThat(Histogram.countAbove(counts, limit))
                    .as("above %d", limit)
                    .isBetween(least, most);
        }
        assertThat(Histogram.countAbove(counts, -1)).isEqualTo(10_000);
        assertThat(Histogram.countAbove(counts, Long.MAX_VALUE)).isZero();
    }

    private static long countAbove(long[] durations, long limit) {
        return Arrays.stream(durations).filter(ns -> ns > limit).count();
    }

    @Test
    void theNumberAboveASmallLimitIsExact() {
        long[] counts = record(0, 1, 2, 3, 4, 5, 6, 7, 8);
        for (int limit = 0; limit < 8; limit++) {
            assertThat(Histogram.countAbove(counts, limit)).isEqualTo(8 - limit);
        }
    }

    @Test
    void whatWasRecordedAfterAMarkIsFoundAlsoWhenTheMarkHasOverflowed() {
        int[] mark = new int[Histogram.BUCKETS];
        histogram.mark(mark);
        long[] counts = histogram.read();
        counts[3] = 0xFFFF_FFFFL;
        assertThat(Histogram.since(mark, counts)[3]).isEqualTo(0xFFFF_FFFFL);
        mark[3] = 0xFFFF_FFFE;
        counts[3] = 0x1_0000_0003L;
        assertThat(Histogram.since(mark, counts)[3]).isEqualTo(5);
    }

    @Test
    void theMaximumOfADifferenceIsExactIfItIsARecord() {
        long[] before = record(100, 3_000_000);
        long[] after = record(1_000_000, 50);
        long[] difference = Histogram.difference(after, before);
        assertThat(Histogram.count(difference)).isEqualTo(2);
        assertThat(Histogram.maxOfDifferenceNs(difference, 3_000_000, 3_000_000))
                .isBetween(875_000L, 1_125_000L);
        long[] last = record(9_999_999);
        assertThat(Histogram.maxOfDifferenceNs(Histogram.difference(last, after), 9_999_999, 3_000_000))
                .isEqualTo(9_999_999);
    }

    /** Each reader takes its snapshots one after the other, while the writer fills every bucket again and again. */
    @Test
    void noCountFallsForAReader() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            Future<?>[] reads = {readers.submit(this::readOften), readers.submit(this::readOften)};
            long written = 0;
            while (!reads[0].isDone() || !reads[1].isDone()) {
                histogram.record(1L << written++ % 62);
            }
            reads[0].get();
            reads[1].get();
            assertThat(Histogram.count(histogram.read())).isEqualTo(written);
        } finally {
            readers.shutdownNow();
            assertThat(readers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void readOften() {
        long[] previous = histogram.read();
        for (int i = 0; i < 20_000; i++) {
            long[] next = histogram.read();
            for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
                if (next[bucket] < previous[bucket]) {
                    throw new AssertionError(
                            "bucket " + bucket + " fell from " + previous[bucket] + " to " + next[bucket]);
                }
            }
            previous = next;
        }
    }
}
