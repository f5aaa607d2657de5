package dev.vedette.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The guarantees of {@link Tally} for a reading. */
public class TallyStress {
    private static final long S = 1_000_000_000;

    private TallyStress() {}

    /** Guarantee 1: the numbers are of one version. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 0", "1, 1, 1", "2, 2, 2"},
            expect = ACCEPTABLE,
            desc = "before, between or after the two polls")
    @Outcome(expect = FORBIDDEN, desc = "numbers of different moments")
    @State
    public static class Numbers {
        private final Tally tally = new Tally(0);

        @Actor
        public void write() {
            tally.pollBegins(0);
            tally.pollEnds(1, 1, 0, false);
            tally.pollBegins(1);
            tally.pollEnds(2, 1, 0, false);
        }

        /** The first number that is written, one in the middle, and one of the last. */
        @Actor
        public void read(III_Result result) {
            long[] numbers = tally.readNumbers();
            result.r1 = (int) numbers[Tally.POLLS];
            result.r2 = (int) numbers[Tally.EVENTS];
            result.r3 = (int) numbers[Tally.WAIT_NS];
        }
    }

    /**
     * Guarantee 3: what a turn moves into a mark is counted exactly once. The writer turns between two waits. Both are
     * in the last minute.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 1, 1", "2, 2, 6"},
            expect = ACCEPTABLE,
            desc = "before or after the second wait")
    @Outcome(expect = FORBIDDEN, desc = "a wait that is lost or counted twice, or the maximum of another moment")
    @State
    public static class Turn {
        private final Tally tally = new Tally(0);

        public Turn() {
            tally.pollBegins(0);
            tally.pollEnds(S, 1, 0, false);
            tally.pollBegins(S);
        }

        @Actor
        public void write() {
            tally.pollEnds(7 * S, 1, 0, false);
        }

        @Actor
        public void read(III_Result result) {
            Activity minute = tally.read(7 * S).lastMinute;
            result.r1 = (int) minute.polls;
            result.r2 = (int) Histogram.count(minute.waits);
            result.r3 = (int) (minute.maxWaitNs / S);
        }
    }

    /**
     * Guarantee 3, when a mark is written again. The writer turns fourteen times, which is one more than there are
     * marks, while a reader subtracts the oldest. Each wait lasts a slot, so the last minute has at most thirteen.
     */
    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "the counts match the numbers, and the maximum is that of a wait")
    @Outcome(expect = FORBIDDEN, desc = "a mark that is half written")
    @State
    public static class Reuse {
        private final Tally tally = new Tally(0);

        public Reuse() {
            for (int i = 0; i < 20; i++) {
                wait(i);
            }
        }

        private void wait(int slot) {
            tally.pollBegins(slot * 5 * S);
            tally.pollEnds((slot + 1) * 5 * S, 1, 0, false);
        }

        @Actor
        public void write() {
            for (int i = 20; i < 34; i++) {
                wait(i);
            }
        }

        @Actor
        public void read(II_Result result) {
            Activity minute = tally.read(100 * S).lastMinute;
            result.r1 = minute.polls == Histogram.count(minute.waits) && minute.waitNs == minute.polls * 5 * S ? 1 : 0;
            result.r2 = (int) (minute.maxWaitNs / S);
        }
    }
}
