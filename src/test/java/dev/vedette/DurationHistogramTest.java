package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.vedette.internal.Histogram;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
    private static DurationHistogram of(long... durationsNs) {
        long[] counts = new long[Histogram.BUCKETS];
        for (long ns : durationsNs) {
            counts[Histogram.bucketOf(ns)]++;
        }
        return new DurationHistogram(
                counts,
                LongStream.of(durationsNs).sum(),
                LongStream.of(durationsNs).max().orElse(0));
    }

    private static Duration ns(long ns) {
        return Duration.ofNanos(ns);
    }

    @Test
    void knowsNumberSumAndMaximumExactly() {
        DurationHistogram histogram = of(1_000_001, 2_000_003, 7);
        assertThat(histogram.count()).isEqualTo(3);
        assertThat(histogram.total()).isEqualTo(ns(3_000_011));
        assertThat(histogram.max()).isEqualTo(ns(2_000_003));
    }

    @Test
    void knowsPercentilesToWithinAnEighth() {
        DurationHistogram histogram =
                of(LongStream.rangeClosed(1, 1000).map(i -> i * 1_000_000).toArray());
        assertThat(histogram.percentile(0)).isBetween(ns(875_000), ns(1_125_000));
        assertThat(histogram.percentile(0.5)).isBetween(ns(437_500_000), ns(562_500_000));
        assertThat(histogram.percentile(0.99)).isBetween(ns(866_250_000), ns(1_000_000_000));
        assertThat(histogram.percentile(1)).isEqualTo(histogram.max());
    }

    @Test
    void countsWhatIsAboveADuration() {
        DurationHistogram histogram = of(1_000, 20_000, 300_000, 4_000_000_000L);
        assertThat(histogram.countAbove(Duration.ofSeconds(-1))).isEqualTo(4);
        assertThat(histogram.countAbove(Duration.ZERO)).isEqualTo(4);
        assertThat(histogram.countAbove(ns(10_000))).isEqualTo(3);
        assertThat(histogram.countAbove(Duration.ofSeconds(1))).isEqualTo(1);
        assertThat(histogram.countAbove(Duration.ofSeconds(Long.MAX_VALUE))).isZero();
    }

    @Test
    void emptyHasOnlyZeros() {
        assertThat(of().count()).isZero();
        assertThat(of().total()).isZero();
        assertThat(of().max()).isZero();
        assertThat(of().percentile(0.99)).isZero();
        assertThat(of().countAbove(Duration.ZERO)).isZero();
    }

    @Test
    void aDifferenceHasWhatCameBetween() {
        DurationHistogram before = of(5_000, 700_000);
        DurationHistogram after = of(5_000, 700_000, 6_000, 60_000);
        DurationHistogram between = after.minus(before);
        assertThat(between.count()).isEqualTo(2);
        assertThat(between.total()).isEqualTo(ns(66_000));
        assertThat(between.max()).as("not the longest of all").isBetween(ns(52_500), ns(67_500));
        assertThat(of(5_000, 700_000, 1_234_567).minus(before).max())
                .as("a record")
                .isEqualTo(ns(1_234_567));
        assertThat(after.minus(after)).isEqualTo(of());
    }

    @Test
    void aDifferenceFromALaterSnapshotIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(5).minus(of(5, 6)))
                .withMessageContaining("earlier");
        assertThatIllegalArgumentException().isThrownBy(() -> of(5, 5_000).minus(of(6)));
        assertThatNullPointerException().isThrownBy(() -> of(5).minus(null));
    }

    @Test
    void aShareBeyondZeroAndOneIsRefused() {
        for (double share : new double[] {-0.1, 1.1, 99, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(5).percentile(share))
                    .withMessageContaining(String.valueOf(share));
        }
        assertThatNullPointerException().isThrownBy(() -> of(5).countAbove(null));
    }

    @Test
    void equalIfAllValuesAre() {
        assertThat(of(5, 100)).isEqualTo(of(100, 5)).hasSameHashCodeAs(of(100, 5));
        assertThat(of(5, 100)).isNotEqualTo(of(5)).isNotEqualTo(of(5, 101)).isNotEqualTo("5, 100");
        assertThat(of(5, 100)).asString().contains("count=2", "p99=PT0.0000001S", "max=PT0.0000001S");
    }
}
