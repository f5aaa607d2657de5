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

/** The guarantees of {@link WakeQueue}, with their numbers. */
public class WakeQueueStress {
    /** Guarantees 1 and 4: a poll that parks despite a wake is woken, and a poll that does not park is not. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "asleep, and the waker must wake it")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "saw the wake and did not sleep")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "asleep and not woken: the wake is lost")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "awake, and woken nevertheless")
    @State
    public static class ParkAgainstOffer {
        private final WakeQueue queue = new WakeQueue();
        private final WakeQueue.Entry entry = new WakeQueue.Entry(1);

        @Actor
        public void poll(II_Result result) {
            result.r1 = queue.park() ? 1 : 0;
        }

        @Actor
        public void wake(II_Result result) {
            result.r2 = queue.offer(entry, null) ? 1 : 0;
        }
    }

    /** Guarantee 4: exactly one of several wakers must wake the poll. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 2", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "one woke, both are delivered")
    @Outcome(expect = FORBIDDEN, desc = "none or both woke, or one was lost")
    @State
    public static class TwoWakersOfOneSleep {
        private final WakeQueue queue = new WakeQueue();
        private final WakeQueue.Entry one = new WakeQueue.Entry(1);
        private final WakeQueue.Entry two = new WakeQueue.Entry(2);

        public TwoWakersOfOneSleep() {
            queue.park();
        }

        @Actor
        public void wakeOne(III_Result result) {
            result.r1 = queue.offer(one, null) ? 1 : 0;
        }

        @Actor
        public void wakeTwo(III_Result result) {
            result.r2 = queue.offer(two, null) ? 1 : 0;
        }

        @Arbiter
        public void poll(III_Result result) {
            ReadyList ready = new ReadyList(4);
            queue.unpark();
            queue.deliver(ready);
            result.r3 = ready.size();
        }
    }

    /**
     * Guarantees 2 and 3: a wake that coalesces is seen by the event that it coalesces with, or gets one of its own.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the event saw the write before the wake")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "it did not, and another event follows")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "the write before the wake is lost")
    @State
    public static class CoalescedWake {
        private final WakeQueue queue = new WakeQueue();
        private final WakeQueue.Entry entry = new WakeQueue.Entry(1);
        private final ReadyList ready = new ReadyList(4);
        private int data;

        public CoalescedWake() {
            queue.offer(entry, null);
        }

        @Actor
        public void wake() {
            data = 1;
            queue.offer(entry, null);
        }

        @Actor
        public void poll(II_Result result) {
            queue.deliver(ready);
            result.r1 = data;
        }

        @Arbiter
        public void pollAgain(II_Result result) {
            ready.clear();
            queue.deliver(ready);
            result.r2 = ready.size();
        }
    }

    /** A poll goes to sleep and wakes up by itself, while an internal wake comes and then the wake of a waker. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "delivered at once or by the next poll")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class UnparkAgainstNudgeAndOffer {
        private final WakeQueue queue = new WakeQueue();
        private final WakeQueue.Entry entry = new WakeQueue.Entry(1);

        @Actor
        public void poll(II_Result result) {
            ReadyList ready = new ReadyList(4);
            if (queue.park()) {
                queue.unpark();
            }
            queue.deliver(ready);
            result.r1 = ready.size();
        }

        @Actor
        public void changeAndWake() {
            queue.nudge();
            queue.offer(entry, null);
        }

        @Arbiter
        public void pollAgain(II_Result result) {
            ReadyList ready = new ReadyList(4);
            queue.deliver(ready);
            result.r2 = ready.size();
        }
    }

    /** Guarantee 6: if the one that was told to wake cannot, another one is told. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "failed, and the one at the same time was told")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "failed, and the next one was told")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "was not told, so could not fail")
    @Outcome(expect = FORBIDDEN, desc = "asleep and deaf, or woken for nothing")
    @State
    public static class FailedWakeUpAgainstOffer {
        private final WakeQueue queue = new WakeQueue();
        private final WakeQueue.Entry one = new WakeQueue.Entry(1);
        private final WakeQueue.Entry two = new WakeQueue.Entry(2);

        public FailedWakeUpAgainstOffer() {
            queue.park();
        }

        @Actor
        public void fail(III_Result result) {
            if (queue.offer(one, null)) {
                queue.owed = true;
                result.r1 = 1;
            }
        }

        @Actor
        public void wake(III_Result result) {
            result.r2 = queue.offer(two, null) ? 1 : 0;
        }

        @Arbiter
        public void wakeAgain(III_Result result) {
            result.r3 = queue.offer(one, null) ? 1 : 0;
        }
    }

    /** Guarantee 6, for a change of registrations. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "failed, and the one at the same time was told")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "failed, and the next one was told")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "was not told, so could not fail")
    @Outcome(expect = FORBIDDEN, desc = "asleep and deaf, or woken for nothing")
    @State
    public static class FailedNudgeAgainstOffer {
        private final WakeQueue queue = new WakeQueue();
        private final WakeQueue.Entry entry = new WakeQueue.Entry(1);

        public FailedNudgeAgainstOffer() {
            queue.park();
        }

        @Actor
        public void fail(III_Result result) {
            if (queue.nudge()) {
                queue.owed = true;
                result.r1 = 1;
            }
        }

        @Actor
        public void wake(III_Result result) {
            result.r2 = queue.offer(entry, null) ? 1 : 0;
        }

        @Arbiter
        public void changeAgain(III_Result result) {
            result.r3 = queue.nudge() ? 1 : 0;
        }
    }
}
