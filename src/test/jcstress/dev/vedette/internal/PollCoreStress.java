package dev.vedette.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vedette.ClosedPollException;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A whole {@link PollCore}, on backends that only record their calls. */
public class PollCoreStress {
    /** Polls with one wait. Returns {@code false} if the Poll is closed. */
    private static boolean pollOnce(PollCore core) {
        try {
            core.poll(new ReadyList(1), 1);
            return true;
        } catch (ClosedPollException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeCore(PollCore core) {
        try {
            core.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A registration races with a poll whose backend reads the registrations when its wait begins. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "the wait began with the registration")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the wait began without it and was ended because of it")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the wait goes on without it")
    @State
    public static class RegistrationAgainstWait extends FakeBackend {
        private final PollCore core = newCore();
        private volatile boolean registered;

        /** Whether the registering thread has finished. A wait that began without the registration lasts until then. */
        private volatile boolean done;

        /** Whether the wait began without the registration. For the polling thread. */
        private boolean blind;

        /** For the registering thread. */
        private int wakeups;

        @Override
        public boolean seesChangesWhileWaiting() {
            return false;
        }

        @Override
        public void register(int fd, long token, Interest interest, Trigger trigger) {
            registered = true;
        }

        @Override
        public void select(ReadyList ready, long timeoutNs) {
            blind = !registered;
            while (blind && !done) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void wakeup() {
            wakeups++;
        }

        @Override
        public void close() {}

        @Actor
        public void poll(II_Result result) {
            result.r1 = pollOnce(core) && blind ? 1 : 0;
        }

        @Actor
        public void register(II_Result result) {
            try {
                core.register(3, 1, Interest.READABLE, Trigger.LEVEL);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            result.r2 = wakeups;
            done = true;
        }
    }

    /** A poll races with a close. A plain field holds the state of the backend after its release. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 0, 1", "1, 1, 0, 1"},
            expect = ACCEPTABLE,
            desc = "the poll was refused, or the backend was released after it")
    @Outcome(expect = FORBIDDEN, desc = "closed before it was released, used after the release, or released twice")
    @State
    public static class PollAgainstClose extends FakeBackend {
        private final PollCore core = newCore();
        private int releases;
        private int usesAfterRelease;

        @Override
        public void select(ReadyList ready, long timeoutNs) {
            usesAfterRelease += releases;
        }

        @Override
        public void wakeup() {}

        @Override
        public void close() {
            releases++;
        }

        @Actor
        public void poll(IIII_Result result) {
            result.r1 = pollOnce(core) ? 1 : 0;
        }

        @Actor
        public void close(IIII_Result result) {
            closeCore(core);
            result.r2 = releases;
        }

        @Arbiter
        public void look(IIII_Result result) {
            result.r3 = usesAfterRelease;
            result.r4 = releases;
        }
    }

    /** A registration against a close. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 1", "1, 0, 1"},
            expect = ACCEPTABLE,
            desc = "the registration was refused, or made before the release")
    @Outcome(expect = FORBIDDEN, desc = "made after the release, or released never or twice")
    @State
    public static class RegistrationAgainstClose extends FakeBackend {
        private final PollCore core = newCore();
        private int releases;
        private int usesAfterRelease;

        @Override
        public void register(int fd, long token, Interest interest, Trigger trigger) {
            usesAfterRelease += releases;
        }

        @Override
        public void select(ReadyList ready, long timeoutNs) {}

        @Override
        public void wakeup() {}

        @Override
        public void close() {
            releases++;
        }

        @Actor
        public void register(III_Result result) {
            try {
                core.register(3, 1, Interest.READABLE, Trigger.LEVEL);
                result.r1 = 1;
            } catch (ClosedPollException e) {
                result.r1 = 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Actor
        public void closing() {
            closeCore(core);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = usesAfterRelease;
            result.r3 = releases;
        }
    }

    /** Two closes: both return after the release, which one of them has made. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "released once, and before either returned")
    @Outcome(expect = FORBIDDEN, desc = "released twice, or after one of them returned")
    @State
    public static class TwoCloses extends FakeBackend {
        private final PollCore core = newCore();
        private int releases;

        @Override
        public void select(ReadyList ready, long timeoutNs) {}

        @Override
        public void wakeup() {}

        @Override
        public void close() {
            releases++;
        }

        @Actor
        public void one(III_Result result) {
            closeCore(core);
            result.r1 = releases;
        }

        @Actor
        public void two(III_Result result) {
            closeCore(core);
            result.r2 = releases;
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = releases;
        }
    }

    /** Two threads that want to poll. */
    @JCStressTest
    @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "one polls, the other is refused")
    @Outcome(expect = FORBIDDEN, desc = "both were inside at once, or neither")
    @State
    public static class TwoPolls extends FakeBackend {
        private final PollCore core = newCore();

        /** Plain, so that a poll that does not see the one before is lost. */
        private int polls;

        @Override
        public void select(ReadyList ready, long timeoutNs) {
            polls++;
            ready.add(1, Readiness.READABLE);
        }

        @Override
        public void wakeup() {}

        @Override
        public void close() {}

        private int tryPoll() {
            try {
                return pollOnce(core) ? 1 : 0;
            } catch (IllegalStateException e) {
                return 0;
            }
        }

        @Actor
        public void one(III_Result result) {
            result.r1 = tryPoll();
        }

        @Actor
        public void two(III_Result result) {
            result.r2 = tryPoll();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = polls;
        }
    }
}
