package dev.vedette.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times what a loop does, since the start and during the last minute. The polling thread writes, any thread
 * reads, with neither lock nor read-modify-write.
 *
 * <p>The numbers are under a sequence lock: {@code version} is odd while they change. The durations are in two
 * {@linkplain Histogram histograms} beside it, because a reader needs longer for a histogram than a fast loop for a
 * poll, and would never find {@code version} unchanged.
 *
 * <p><b>The last minute.</b> Time is divided into slots of five seconds, by the clock alone. A wait or dispatch that
 * ends in a later slot than it began is a <em>turn</em>. Before the writer counts it, it stores all that it has counted
 * until then in a ring of marks, one for each turn. So each border between slots lies within exactly one wait or
 * dispatch, and the mark of that turn is what had ended when the border was passed. A reader computes where the minute
 * begins, namely twelve slots before the one that the clock is in, finds the newest mark of a wait or dispatch that
 * began before that border, and subtracts. If the wait or dispatch in progress began before it, nothing has ended
 * within the minute. A reader therefore needs no help from a loop that idles or hangs, and all readers in one slot see
 * the same minute. It is between 60 and 65 s long. A wait or dispatch belongs to the minute in which it ends, with its
 * full length. Utilization is different: it divides a wait or dispatch at the beginning of the minute, and contains the
 * one in progress.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>One thread at a time writes, and whatever passes this role to another thread orders the two. {@link PollCore}
 *       does so when threads poll in turn, and when one of them closes the Poll.
 *   <li>A writer between two versions has only a few stores left to do, or some hundred at a turn, and does not wait.
 *       It may end with an {@link Error}, but storing to a field does not.
 *   <li>The clock is {@link System#nanoTime}, and never runs backwards.
 * </ol>
 *
 * Guarantees:
 *
 * <ol>
 *   <li>The numbers in a reading are those of one version. If a reader sees a number of a later version, it also sees
 *       that the version has changed: the store of the odd version is ordered before the numbers (by a store-store
 *       fence), and the second load of the version is ordered after them (by a load-load fence).
 *   <li>A reader that begins with an even version sees all numbers of that version, or later ones, because the version
 *       is stored with release and loaded with acquire.
 *   <li>The marks in a reading are complete, and the numbers and durations belong to the same slot. {@code TURNS} is
 *       itself one of the numbers, and is stored before anything else that a turn changes (by a store-store fence). A
 *       reader loads the numbers, then marks and durations, then the numbers again (after a load-load fence), and
 *       starts again if {@code TURNS} has changed. A loop turns at most once in five seconds, so it does so rarely.
 *   <li>Marks and durations are read between the two versions of the numbers, and the second is returned. So the
 *       numbers may be ahead of the durations by the polls that return meanwhile, within some microseconds, and by
 *       nothing else. When the loop does not poll meanwhile, everything in a reading is of one moment.
 *   <li>No number is torn, on 32-bit systems either, because every access that can race is opaque.
 *   <li>The writer never waits and never allocates. Readers write nothing. A reader waits while the writer is between
 *       two versions, and no longer: an {@code Error} in the writer ends the change too. What the writer was about to
 *       count may then be missing, and the last minute inexact until it is over.
 * </ol>
 */
public final class Tally {
    // The indices of the numbers; dev.vedette.PollStatistics describes the first six.
    static final int POLLS = 0;
    static final int EVENTS = 1;
    static final int WAKEUPS = 2;
    static final int TIMEOUTS = 3;
    static final int WAIT_NS = 4;
    static final int DISPATCH_NS = 5;

    /** The maxima until the last turn; in an {@link Activity} those of its whole span. */
    static final int MAX_WAIT_NS = 6;

    static final int MAX_DISPATCH_NS = 7;

    /** The maxima since the last turn. */
    private static final int SLOT_MAX_WAIT_NS = 8;

    private static final int SLOT_MAX_DISPATCH_NS = 9;

    /** What the loop is doing, and when it began to. */
    private static final int STATE = 10;

    private static final int SINCE_NS = 11;

    /** The number of turns. */
    private static final int TURNS = 12;

    private static final int SIZE = 13;

    // The values of STATE.
    private static final long UNCOUNTED = 0;
    private static final long WAITING = 1;
    private static final long DISPATCHING = 2;

    static final long SLOT_NS = TimeUnit.SECONDS.toNanos(5);
    static final int SLOTS_PER_MINUTE = 12;

    /**
     * Enough for every border that a minute may begin at: those of its slots, and that of the slot in progress. The
     * oldest mark is of a turn that ended at least {@code SLOTS_PER_MINUTE} slots before the newest did.
     */
    private static final int MARKS = SLOTS_PER_MINUTE + 1;

    private static final int SPINS = 100;
    private static final VarHandle VERSION;
    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(Tally.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Odd during a change. */
    private volatile long version;

    private final long[] numbers = new long[SIZE];
    private final Histogram waits = new Histogram();
    private final Histogram dispatches = new Histogram();
    private final Mark[] marks = new Mark[MARKS];

    /** The end of the slot in progress; the writer's. */
    private long slotEndNs;

    /** All that was counted before a turn. */
    private static final class Mark {
        final long[] numbers = new long[SIZE];
        final int[] waits = new int[Histogram.BUCKETS];
        final int[] dispatches = new int[Histogram.BUCKETS];
    }

    Tally(long nowNs) {
        numbers[SINCE_NS] = nowNs;
        slotEndNs = slotStart(nowNs) + SLOT_NS;
        for (int i = 0; i < MARKS; i++) {
            marks[i] = new Mark();
        }
    }

    private static long slotStart(long ns) {
        return Math.floorDiv(ns, SLOT_NS) * SLOT_NS;
    }

    // ---- for the writer

    /** A poll begins, and a dispatch ends if there was one. */
    void pollBegins(long nowNs) {
        try {
            long changing = beginChange();
            turnIfDue(nowNs);
            if (numbers[STATE] == DISPATCHING) {
                long ns = nowNs - numbers[SINCE_NS];
                add(DISPATCH_NS, ns);
                raise(SLOT_MAX_DISPATCH_NS, ns);
                dispatches.record(ns);
            }
            state(WAITING, nowNs);
            endChange(changing);
        } catch (Error e) {
            version = (version | 1) + 1; // without a call, since the stack may have overflowed
            throw e;
        }
    }

    /** A poll returns, and a dispatch begins. */
    void pollEnds(long nowNs, int events, int wakeups, boolean timedOut) {
        try {
            long changing = beginChange();
            addWait(nowNs);
            addResult(events, wakeups, timedOut);
            endChange(changing);
        } catch (Error e) {
            version = (version | 1) + 1; // without a call, since the stack may have overflowed
            throw e;
        }
    }

    /** A poll that itself dispatches its events begins to do so. It returns with {@link #pollReturns}. */
    void waitEnds(long nowNs) {
        try {
            long changing = beginChange();
            addWait(nowNs);
            endChange(changing);
        } catch (Error e) {
            version = (version | 1) + 1; // without a call, since the stack may have overflowed
            throw e;
        }
    }

    /** A poll returns that has dispatched events itself. The dispatch goes on. */
    void pollReturns(int events, int wakeups, boolean timedOut) {
        try {
            long changing = beginChange();
            addResult(events, wakeups, timedOut);
            endChange(changing);
        } catch (Error e) {
            version = (version | 1) + 1; // without a call, since the stack may have overflowed
            throw e;
        }
    }

    private void addWait(long nowNs) {
        turnIfDue(nowNs);
        long ns = nowNs - numbers[SINCE_NS];
        add(POLLS, 1);
        add(WAIT_NS, ns);
        raise(SLOT_MAX_WAIT_NS, ns);
        waits.record(ns);
        state(DISPATCHING, nowNs);
    }

    private void addResult(int events, int wakeups, boolean timedOut) {
        add(EVENTS, events);
        if (wakeups > 0) {
            add(WAKEUPS, wakeups);
        }
        if (timedOut) {
            add(TIMEOUTS, 1);
        }
    }

    /** Whatever the loop is doing is not counted, until the next poll begins. */
    void pause(long nowNs) {
        try {
            long changing = beginChange();
            turnIfDue(nowNs);
            state(UNCOUNTED, nowNs);
            endChange(changing);
        } catch (Error e) {
            version = (version | 1) + 1; // without a call, since the stack may have overflowed
            throw e;
        }
    }

    private void turnIfDue(long nowNs) {
        if (nowNs - slotEndNs >= 0) {
            turn(nowNs);
        }
    }

    private void turn(long nowNs) {
        Mark mark = marks[(int) (numbers[TURNS] % MARKS)];
        add(TURNS, 1);
        VarHandle.storeStoreFence();
        for (int i = 0; i < SIZE; i++) {
            NUMBER.setOpaque(mark.numbers, i, numbers[i]);
        }
        waits.mark(mark.waits);
        dispatches.mark(mark.dispatches);
        raise(MAX_WAIT_NS, numbers[SLOT_MAX_WAIT_NS]);
        raise(MAX_DISPATCH_NS, numbers[SLOT_MAX_DISPATCH_NS]);
        set(SLOT_MAX_WAIT_NS, 0);
        set(SLOT_MAX_DISPATCH_NS, 0);
        slotEndNs = slotStart(nowNs) + SLOT_NS;
    }

    private void state(long state, long nowNs) {
        set(STATE, state);
        set(SINCE_NS, nowNs);
    }

    private long beginChange() {
        long changing = (long) VERSION.get(this) + 1;
        VERSION.setOpaque(this, changing);
        VarHandle.storeStoreFence();
        return changing;
    }

    private void endChange(long changing) {
        VERSION.setRelease(this, changing + 1);
    }

    private void add(int index, long amount) {
        set(index, numbers[index] + amount);
    }

    private void raise(int index, long value) {
        if (value > numbers[index]) {
            set(index, value);
        }
    }

    private void set(int index, long value) {
        NUMBER.setOpaque(numbers, index, value);
    }

    // ---- for any thread

    /** Everything that is counted, as of one moment, with the inexactness of guarantee 4. */
    public static final class Reading {
        static final Reading NONE = new Reading(Activity.NONE, Activity.NONE, 0, 0);

        public final Activity total;
        public final Activity lastMinute;

        /** How long the wait or dispatch in progress lasts already; at least one of the two is 0. */
        public final long currentWaitNs;

        public final long currentDispatchNs;

        Reading(Activity total, Activity lastMinute, long currentWaitNs, long currentDispatchNs) {
            this.total = total;
            this.lastMinute = lastMinute;
            this.currentWaitNs = currentWaitNs;
            this.currentDispatchNs = currentDispatchNs;
        }

        /**
         * Returns the sum of what several loops did.
         *
         * @param past the activity of loops that have ended
         * @param readings those of the other loops; the longest wait and dispatch in progress are that of the sum
         */
        public static Reading sum(Activity past, List<Reading> readings) {
            List<Activity> totals = new ArrayList<>(List.of(past));
            List<Activity> minutes = new ArrayList<>();
            long currentWaitNs = 0;
            long currentDispatchNs = 0;
            for (Reading reading : readings) {
                totals.add(reading.total);
                minutes.add(reading.lastMinute);
                currentWaitNs = Math.max(currentWaitNs, reading.currentWaitNs);
                currentDispatchNs = Math.max(currentDispatchNs, reading.currentDispatchNs);
            }
            return new Reading(Activity.sum(totals), Activity.sum(minutes), currentWaitNs, currentDispatchNs);
        }
    }

    /** Returns when the dispatch in progress began, or {@code otherwise} if there is none. */
    long dispatchingSince(long otherwise) {
        long[] snapshot = readNumbers();
        return snapshot[STATE] == DISPATCHING ? snapshot[SINCE_NS] : otherwise;
    }

    /** Returns what was counted until now. */
    Reading read(long nowNs) {
        while (true) {
            long[] first = readNumbers();
            long untilNs = first[SINCE_NS] + Math.max(0, nowNs - first[SINCE_NS]);
            long beginNs = slotStart(untilNs) - SLOTS_PER_MINUTE * SLOT_NS;
            long[] allWaits = waits.read();
            long[] allDispatches = dispatches.read();
            Minute minute = new Minute(first, beginNs, allWaits, allDispatches);
            VarHandle.loadLoadFence();
            long[] last = readNumbers();
            if (last[TURNS] == first[TURNS]) {
                long currentWaitNs = lasts(WAITING, last, untilNs);
                long currentDispatchNs = lasts(DISPATCHING, last, untilNs);
                return new Reading(
                        total(last, allWaits, allDispatches),
                        minute.activity(last, currentWaitNs, currentDispatchNs),
                        currentWaitNs,
                        currentDispatchNs);
            }
        }
    }

    private static Activity total(long[] numbers, long[] waits, long[] dispatches) {
        long[] total = numbers.clone();
        total[MAX_WAIT_NS] = Math.max(numbers[MAX_WAIT_NS], numbers[SLOT_MAX_WAIT_NS]);
        total[MAX_DISPATCH_NS] = Math.max(numbers[MAX_DISPATCH_NS], numbers[SLOT_MAX_DISPATCH_NS]);
        return new Activity(total, waits, dispatches, Activity.utilization(numbers[DISPATCH_NS], numbers[WAIT_NS]));
    }

    /** Returns how long the loop has been in a state at a time, which is 0 if it is in another one. */
    private static long lasts(long state, long[] numbers, long atNs) {
        return numbers[STATE] == state ? Math.max(0, atNs - numbers[SINCE_NS]) : 0;
    }

    /** The last minute, as far as it is in marks. */
    private final class Minute {
        final long beginNs;

        /** What was counted before the minute; null if that is everything. */
        final long[] base;

        final long[] waits;
        final long[] dispatches;
        long maxWaitNs;
        long maxDispatchNs;

        Minute(long[] numbers, long beginNs, long[] allWaits, long[] allDispatches) {
            this.beginNs = beginNs;
            if (numbers[SINCE_NS] - beginNs < 0) {
                base = null;
                waits = new long[Histogram.BUCKETS];
                dispatches = new long[Histogram.BUCKETS];
                return;
            }
            maxWaitNs = numbers[SLOT_MAX_WAIT_NS];
            maxDispatchNs = numbers[SLOT_MAX_DISPATCH_NS];
            Mark mark = findMark(numbers[TURNS]);
            if (mark == null) { // counting began within the minute
                base = new long[SIZE];
                waits = allWaits;
                dispatches = allDispatches;
            } else {
                base = copy(mark.numbers);
                waits = Histogram.since(mark.waits, allWaits);
                dispatches = Histogram.since(mark.dispatches, allDispatches);
            }
        }

        /** Finds the newest mark from before the minute; null if there is none. Collects the maxima on the way. */
        private Mark findMark(long turns) {
            for (long turn = turns - 1; turn >= Math.max(0, turns - MARKS); turn--) {
                Mark mark = marks[(int) (turn % MARKS)];
                if ((long) NUMBER.getOpaque(mark.numbers, SINCE_NS) - beginNs < 0) {
                    return mark;
                }
                maxWaitNs = Math.max(maxWaitNs, (long) NUMBER.getOpaque(mark.numbers, SLOT_MAX_WAIT_NS));
                maxDispatchNs = Math.max(maxDispatchNs, (long) NUMBER.getOpaque(mark.numbers, SLOT_MAX_DISPATCH_NS));
            }
            return null;
        }

        Activity activity(long[] numbers, long currentWaitNs, long currentDispatchNs) {
            long[] before = base == null ? numbers : base;
            long[] minute = new long[SIZE];
            for (int i = POLLS; i <= DISPATCH_NS; i++) {
                minute[i] = numbers[i] - before[i];
            }
            boolean empty = base == null;
            minute[MAX_WAIT_NS] = empty ? 0 : Math.max(maxWaitNs, numbers[SLOT_MAX_WAIT_NS]);
            minute[MAX_DISPATCH_NS] = empty ? 0 : Math.max(maxDispatchNs, numbers[SLOT_MAX_DISPATCH_NS]);
            long waitNs = minute[WAIT_NS] + currentWaitNs - lasts(WAITING, before, beginNs);
            long dispatchNs = minute[DISPATCH_NS] + currentDispatchNs - lasts(DISPATCHING, before, beginNs);
            return new Activity(
                    minute, waits, dispatches, Activity.utilization(Math.max(0, dispatchNs), Math.max(0, waitNs)));
        }
    }

    private static long[] copy(long[] numbers) {
        long[] copy = new long[SIZE];
        for (int i = 0; i < SIZE; i++) {
            copy[i] = (long) NUMBER.getOpaque(numbers, i);
        }
        return copy;
    }

    @SuppressWarnings("ThreadPriorityCheck") // the writer may be waiting for this very processor
    long[] readNumbers() {
        for (int attempt = 1; ; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            if ((before & 1) == 0) {
                long[] snapshot = copy(numbers);
                VarHandle.loadLoadFence();
                if ((long) VERSION.getOpaque(this) == before) {
                    return snapshot;
                }
            }
            if (attempt % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
