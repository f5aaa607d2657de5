package dev.vedette.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Guarantees 1 and 2 of {@link Histogram}: no count falls for a reader, and what was recorded before a snapshot began
 * is in it.
 */
@JCStressTest
@Outcome(
        id = {
            "0, 0, 3", "0, 1, 3", "0, 2, 3", "0, 3, 3", "1, 1, 3", "1, 2, 3", "1, 3, 3", "2, 2, 3", "2, 3, 3", "3, 3, 3"
        },
        expect = ACCEPTABLE,
        desc = "the second snapshot has at least what the first has")
@Outcome(expect = FORBIDDEN, desc = "a count that fell, or a duration that was lost")
@State
public class HistogramStress {
    private static final int BUCKET = Histogram.bucketOf(1000);

    private final Histogram histogram = new Histogram();

    @Actor
    public void write() {
        histogram.record(1000);
        histogram.record(1000);
        histogram.record(1000);
    }

    @Actor
    public void read(III_Result result) {
        result.r1 = (int) histogram.read()[BUCKET];
        result.r2 = (int) histogram.read()[BUCKET];
    }

    @Arbiter
    public void end(III_Result result) {
        result.r3 = (int) Histogram.count(histogram.read());
    }
}
