package dev.vedette.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The close protocol of {@link UseCount}. The released resource is a plain field, so that a missing memory order shows.
 * Each test has two actors, for machines with two processors.
 */
public class UseCountStress {
    /** A resource that must not be used after its release. */
    abstract static class Resource {
        final UseCount uses = new UseCount();
        private boolean released;
        int releases;

        /** 1 if it was usable, −1 if it was released during the use. */
        int use() {
            return released ? -1 : 1;
        }

        void releaseIf(boolean last) {
            if (last) {
                released = true;
                releases++;
            }
        }
    }

    /** Two uses, one inside the other, race with a close. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "both entered before the close")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the second came too late and was refused")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "both came too late")
    @Outcome(expect = FORBIDDEN, desc = "used after the release, or not released exactly once")
    @State
    public static class TwoUsesAgainstClose extends Resource {
        @Actor
        public void user(III_Result result) {
            boolean first = uses.tryEnter();
            boolean second = uses.tryEnter();
            result.r1 = first ? use() : 0;
            if (first) {
                releaseIf(uses.exit());
            }
            result.r2 = second ? use() : 0;
            if (second) {
                releaseIf(uses.exit());
            }
        }

        @Actor
        public void closer() {
            uses.close();
            releaseIf(uses.exit());
        }

        @Arbiter
        public void count(III_Result result) {
            result.r3 = releases;
        }
    }

    /** Two closes: one closes, one releases. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one of them closed it, and it was released once")
    @Outcome(expect = FORBIDDEN, desc = "none or both closed it, or it was not released exactly once")
    @State
    public static class TwoCloses extends Resource {
        private int first;
        private int second;

        @Actor
        public void one() {
            first = close();
        }

        @Actor
        public void two() {
            second = close();
        }

        private int close() {
            if (!uses.close()) {
                return 0;
            }
            releaseIf(uses.exit());
            return 1;
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = first + 2 * second;
            result.r2 = releases;
        }
    }
}
