package dev.vedette.internal;

import dev.vedette.DurationHistogram;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A bucket of the cumulative histogram of dispatches that meters and MXBeans show.
 *
 * @param label the limit in seconds
 * @param limit {@code null} if there is none
 */
public record DispatchBucket(String label, Duration limit) {
    /** All buckets, from the smallest limit to none. */
    public static final List<DispatchBucket> ALL = Stream.concat(
                    LongStream.of(
                                    10, 100, 1_000, 5_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
                                    5_000_000)
                            .mapToObj(DispatchBucket::upToMicros),
                    Stream.of(new DispatchBucket("+Inf", null)))
            .toList();

    private static DispatchBucket upToMicros(long micros) {
        String seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
        return new DispatchBucket(seconds, Duration.of(micros, ChronoUnit.MICROS));
    }

    /** Returns the number of dispatches that did not exceed the limit. */
    public long countIn(DurationHistogram dispatches) {
        return dispatches.count() - (limit == null ? 0 : dispatches.countAbove(limit));
    }
}
