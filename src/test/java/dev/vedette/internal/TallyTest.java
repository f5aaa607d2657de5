package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vedette.contract.fixture.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TallyTest {
    private static final long S = 1_000_000_000;
    private static final long MS = 1_000_000;

    /** Not a multiple of the length of a slot. */
    private static final long START_NS = 1_003 * S;

    private final Tally tally = new Tally(START_NS);
    private long nowNs = START_NS;
    private int reached;

    private void waitFor(long ns, int events, int wakeups, boolean timedOut) {
        tally.pollBegins(nowNs);
        tally.pollEnds(nowNs += ns, events, wakeups, timedOut);
    }

    /** Waits, and then dispatches. The dispatch is counted when the next wait begins. */
    private void loop(long waitNs, long dispatchNs) {
        waitFor(waitNs, 1, 0, false);
        nowNs += dispatchNs;
    }

    private Activity total() {
        return tally.read(nowNs).total;
    }

    private Activity lastMinute() {
        return tally.read(nowNs).lastMinute;
    }

    // ---- since the beginning

    @Test
    void beginsWithNothing() {
        for (Activity activity : List.of(total(), lastMinute(), Activity.NONE)) {
            assertThat(activity.polls).isZero();
            assertThat(activity.maxWaitNs).isZero();
            assertThat(activity.utilization).isZero();
            assertThat(activity.waits).hasSize(Histogram.BUCKETS).containsOnly(0);
            assertThat(activity.dispatches).hasSize(Histogram.BUCKETS).containsOnly(0);
        }
        assertThat(tally.dispatchingSince(7)).isEqualTo(7);
    }

    @Test
    void addsUpAndKeepsTheLongest() {
        waitFor(5, 3, 1, false);
        nowNs += 30;
        waitFor(2, 0, 0, true);
        nowNs += 10;
        tally.pollBegins(nowNs);
        for (Activity activity : List.of(total(), lastMinute())) {
            assertThat(activity.polls).isEqualTo(2);
            assertThat(activity.events).isEqualTo(3);
            assertThat(activity.wakeups).isEqualTo(1);
            assertThat(activity.timeouts).isEqualTo(1);
            assertThat(activity.waitNs).isEqualTo(7);
            assertThat(activity.dispatchNs).isEqualTo(40);
            assertThat(activity.maxWaitNs).isEqualTo(5);
            assertThat(activity.maxDispatchNs).isEqualTo(30);
            assertThat(activity.utilization).isEqualTo(40.0 / 47);
            assertThat(Histogram.count(activity.waits)).isEqualTo(2);
            assertThat(activity.dispatches[Histogram.bucketOf(30)]).isEqualTo(1);
            assertThat(activity.dispatches[Histogram.bucketOf(10)]).isEqualTo(1);
        }
    }

    @Test
    void theWaitOrDispatchInProgressHasAnAgeAndIsNotCounted() {
        tally.pollBegins(nowNs);
        nowNs += 5;
        Tally.Reading waiting = tally.read(nowNs);
        assertThat(waiting.currentWaitNs).isEqualTo(5);
        assertThat(waiting.currentDispatchNs).isZero();
        assertThat(tally.dispatchingSince(-1)).isEqualTo(-1);
        tally.pollEnds(nowNs, 1, 0, false);
        long began = nowNs;
        nowNs += 7;
        Tally.Reading dispatching = tally.read(nowNs);
        assertThat(dispatching.currentWaitNs).isZero();
        assertThat(dispatching.currentDispatchNs).isEqualTo(7);
        assertThat(dispatching.total.dispatchNs).isZero();
        assertThat(tally.dispatchingSince(-1)).isEqualTo(began);
    }

    @Test
    void whatFollowsAPauseIsCountedFromItsNextPoll() {
        loop(5, 10);
        tally.pause(nowNs);
        nowNs += 1000;
        assertThat(tally.read(nowNs).currentDispatchNs).isZero();
        loop(3, 4);
        tally.pollBegins(nowNs);
        assertThat(total().dispatchNs).isEqualTo(4);
        assertThat(total().waitNs).isEqualTo(8);
        assertThat(lastMinute().utilization).isEqualTo(4.0 / 12);
    }

    @Test
    void aPollThatFailedIsNotCountedNorTheTimeAfterIt() {
        tally.pollBegins(nowNs);
        nowNs += 50;
        loop(3, 4);
        tally.pollBegins(nowNs);
        assertThat(total().polls).isEqualTo(1);
        assertThat(total().waitNs).isEqualTo(3);
        assertThat(total().dispatchNs).isEqualTo(4);
    }

    // ---- the last minute

    @Test
    void theMinuteMovesWithoutAPoll() {
        loop(MS, 700 * MS);
        tally.pollBegins(nowNs);
        tally.pollEnds(nowNs += MS, 1, 0, false);
        assertThat(lastMinute().maxDispatchNs).isEqualTo(700 * MS);
        nowNs += 60 * S - 100 * MS;
        assertThat(lastMinute().maxDispatchNs).as("within 60 s").isEqualTo(700 * MS);
        nowNs += 5 * S;
        assertThat(lastMinute().maxDispatchNs).as("after 65 s").isZero();
        assertThat(lastMinute().dispatches).containsOnly(0);
        assertThat(lastMinute().polls).isZero();
        assertThat(total().maxDispatchNs).isEqualTo(700 * MS);
    }

    @Test
    void allReadersInOneSlotSeeTheSameMinute() {
        loop(MS, 700 * MS);
        waitFor(MS, 1, 0, false);
        long slotNs = Math.floorDiv(nowNs, Tally.SLOT_NS) * Tally.SLOT_NS;
        for (int slot = 1; slot < 20; slot++) {
            Activity first = tally.read(slotNs + slot * Tally.SLOT_NS).lastMinute;
            Activity last = tally.read(slotNs + (slot + 1) * Tally.SLOT_NS - 1).lastMinute;
            assertThat(first.polls).isEqualTo(last.polls).isEqualTo(slot <= 12 ? 2 : 0);
            assertThat(first.maxDispatchNs).isEqualTo(last.maxDispatchNs);
        }
    }

    @Test
    void aHungLoopIsFullyUtilizedAndAnIdleOneNotAtAll() {
        loop(30 * S, 30 * S);
        assertThat(lastMinute().utilization).isEqualTo(0.5);
        nowNs += 70 * S;
        assertThat(lastMinute().utilization).as("hangs").isEqualTo(1);
        assertThat(lastMinute().maxDispatchNs).as("has not ended").isZero();
        tally.pollBegins(nowNs);
        assertThat(lastMinute().utilization).as("has just ended").isEqualTo(1);
        assertThat(lastMinute().maxDispatchNs).isEqualTo(100 * S);
        nowNs += 70 * S;
        assertThat(lastMinute().utilization).as("idle").isZero();
        assertThat(lastMinute().maxDispatchNs).isZero();
    }

    @Test
    void aDispatchAcrossTheBeginningOfTheMinuteIsDividedForUtilization() {
        loop(0, 100 * S);
        tally.pollBegins(nowNs);
        nowNs += 15 * S;
        long minuteNs = 60 * S + nowNs % Tally.SLOT_NS;
        assertThat(lastMinute().dispatchNs).as("the full length").isEqualTo(100 * S);
        assertThat(lastMinute().utilization).isCloseTo((minuteNs - 15.0 * S) / minuteNs, within(1e-9));
    }

    /** Compares each number with what a list of all polls says, for loops that are busy, idle or hang. */
    @Test
    void theMinuteIsExactWhateverTheLoopDoes() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Tally own = new Tally(START_NS);
            List<long[]> polls = new ArrayList<>(); // begin, end, begin of the next
            long ns = START_NS;
            int scale = random.nextInt(20, 37);
            for (int i = 0; i < 300; i++) {
                long begin = ns;
                own.pollBegins(ns);
                ns += random.nextLong(1L << random.nextInt(10, scale));
                own.pollEnds(ns, 2, 0, false);
                long end = ns;
                ns += random.nextLong(1L << random.nextInt(10, scale));
                polls.add(new long[] {begin, end, ns});
                if (random.nextInt(4) == 0) {
                    long read = end + random.nextLong(ns - end + 1);
                    check(own.read(read), polls, read, seed);
                }
            }
        }
    }

    private static void check(Tally.Reading reading, List<long[]> polls, long readNs, int seed) {
        long beginNs = Math.floorDiv(readNs, Tally.SLOT_NS) * Tally.SLOT_NS - 60 * S;
        long ended = 0;
        long maxWait = 0;
        long maxDispatch = 0;
        long dispatches = 0;
        long waitNs = 0;
        long dispatchNs = 0;
        for (long[] poll : polls) {
            if (poll[1] >= beginNs) {
                ended++;
                maxWait = Math.max(maxWait, poll[1] - poll[0]);
            }
            if (poll[2] >= beginNs && poll != polls.get(polls.size() - 1)) {
                dispatches++;
                maxDispatch = Math.max(maxDispatch, poll[2] - poll[1]);
            }
            waitNs += overlap(poll[0], poll[1], beginNs, readNs);
            dispatchNs += overlap(poll[1], poll[2], beginNs, readNs);
        }
        Activity minute = reading.lastMinute;
        assertThat(List.of(
                        minute.polls,
                        minute.events,
                        minute.maxWaitNs,
                        minute.maxDispatchNs,
                        Histogram.count(minute.waits),
                        Histogram.count(minute.dispatches)))
                .as("seed %d, read at %d", seed, readNs)
                .containsExactly(ended, 2 * ended, maxWait, maxDispatch, ended, dispatches);
        assertThat(minute.utilization)
                .as("seed %d, read at %d", seed, readNs)
                .isCloseTo(Activity.utilization(dispatchNs, waitNs), within(1e-9));
        assertThat(reading.total.polls).isEqualTo(polls.size());
    }

    private static long overlap(long from, long to, long beginNs, long endNs) {
        return Math.max(0, Math.min(to, endNs) - Math.max(from, beginNs));
    }

    @Test
    void aClockBelowZeroWillDo() {
        for (long start : new long[] {-1_000 * S, -20 * S, -1}) {
            Tally own = new Tally(start);
            long ns = start;
            for (int i = 0; i < 30; i++) {
                own.pollBegins(ns);
                own.pollEnds(ns += 2 * S, 1, 0, false);
                ns += 2 * S;
            }
            assertThat(own.read(ns).lastMinute.polls).isBetween(15L, 17L);
            assertThat(own.read(ns).lastMinute.utilization).isCloseTo(0.5, within(0.02));
        }
    }

    // ---- races

    /** The writer keeps every number a fixed multiple of the number of polls, and readers must find them so. */
    @Test
    void noReaderSeesNumbersOfTwoMoments() throws Exception {
        long polls = writeWhile(this::readPolls, i -> {
            tally.pollBegins(nowNs);
            tally.pollEnds(nowNs += 7, 3, 2, true);
        });
        assertThat(total().polls).isEqualTo(polls);
    }

    private void readPolls() {
        for (int i = 0; i < 10; i++) {
            checkPolls(new Activity(tally.readNumbers(), new long[0], new long[0], 0));
        }
        Tally.Reading reading = tally.read(START_NS);
        for (Activity seen : List.of(reading.total, reading.lastMinute)) {
            checkPolls(seen);
            assertThat(Histogram.count(seen.waits)).as("at most as many").isLessThanOrEqualTo(seen.polls);
        }
    }

    private static void checkPolls(Activity seen) {
        if (seen.events != 3 * seen.polls
                || seen.wakeups != 2 * seen.polls
                || seen.timeouts != seen.polls
                || seen.waitNs != 7 * seen.polls) {
            throw new AssertionError(seen.polls + " polls, " + seen.events + " events, " + seen.wakeups + " wake-ups, "
                    + seen.timeouts + " timeouts, " + seen.waitNs + " ns");
        }
    }

    /** The writer turns with every wait, but not so fast that a reader cannot keep up. */
    @Test
    void noReaderSeesAMarkThatIsHalfWritten() throws Exception {
        writeWhile(this::readMinute, i -> {
            tally.pollBegins(nowNs);
            tally.pollEnds(nowNs += 6 * S, 1, 0, false);
            long until = System.nanoTime() + 20_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        });
    }

    private void readMinute() {
        Tally.Reading reading = tally.read(START_NS);
        Activity minute = reading.lastMinute;
        long waits = Histogram.count(minute.waits);
        assertThat(minute.polls).isBetween(0L, 12L);
        assertThat(waits).isBetween(0L, minute.polls);
        assertThat(minute.waits[Histogram.bucketOf(6 * S)]).isEqualTo(waits);
        assertThat(minute.waitNs).isEqualTo(6 * S * minute.polls);
        assertThat(minute.maxWaitNs).isEqualTo(minute.polls == 0 ? 0 : 6 * S);
    }

    /** The stack overflows at every place in the writer, first in interpreted and later in compiled code. */
    @Test
    void aWriterThatOverflowsItsStackLeavesNoReaderWaiting() throws Exception {
        Task<Long> overflowing = new Task<>(
                () -> {
                    for (int round = 0; round < 20; round++) {
                        int end = pollAt(Integer.MAX_VALUE);
                        for (int depth = end - 100; depth < end; depth++) {
                            pollAt(depth);
                            tally.dispatchingSince(0);
                        }
                    }
                    return tally.read(nowNs).total.polls;
                },
                TallyTest::startWithSmallStack);
        long polls = overflowing.join();
        waitFor(5, 1, 0, false);
        assertThat(total().polls).isEqualTo(polls + 1);
    }

    private static Thread startWithSmallStack(Runnable body) {
        Thread thread = new Thread(null, body, "small stack", 200_000);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Returns at which depth the stack overflows, and 0 if it does not. */
    private int pollAt(int depth) {
        reached = 0;
        try {
            pollBelow(depth);
            return 0;
        } catch (StackOverflowError e) {
            return reached;
        }
    }

    private void pollBelow(int depth) {
        reached++;
        if (depth > 0) {
            pollBelow(depth - 1);
        } else {
            tally.pollBegins(nowNs);
            tally.pollEnds(nowNs += 6 * S, 1, 1, true);
        }
    }

    /** Writes until two readers have read often enough to meet the writer in every phase. Returns how often. */
    private static long writeWhile(Runnable reading, LongConsumer writing) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(readers.submit(() -> {
                    for (int read = 0; read < 20_000; read++) {
                        reading.run();
                    }
                }));
            }
            long writes = 0;
            while (!reads.stream().allMatch(Future::isDone)
                    && !Thread.currentThread().isInterrupted()) {
                for (int i = 0; i < 100; i++) {
                    writing.accept(++writes);
                }
            }
            for (Future<?> read : reads) {
                read.get();
            }
            return writes;
        } finally {
            readers.shutdownNow();
        }
    }
}
