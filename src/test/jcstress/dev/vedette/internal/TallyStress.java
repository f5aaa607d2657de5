package dev.vedette.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Guarantee 1 of {@link Tally}: a snapshot is of one version. */
@JCStressTest
@Outcome(
        id = {"0, 0, 0", "1, 1, 1", "2, 2, 2"},
        expect = ACCEPTABLE,
        desc = "before, between or after the two polls")
@Outcome(expect = FORBIDDEN, desc = "numbers of different moments")
@State
public class TallyStress {
    private final Tally tally = new Tally();

    @Actor
    public void write() {
        tally.addPoll(1, 1, 0, false);
        tally.addPoll(2, 2, 0, false);
    }

    /** The first number that is written, one in the middle and the last. */
    @Actor
    public void read(III_Result result) {
        long[] snapshot = tally.read();
        result.r1 = (int) snapshot[Tally.POLLS];
        result.r2 = (int) snapshot[Tally.MAX_WAIT_NS];
        result.r3 = (int) snapshot[Tally.LAST_EVENTS];
    }
}
