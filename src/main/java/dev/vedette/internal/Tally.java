package dev.vedette.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers that one thread writes and any thread reads, all of the same moment, with neither lock nor read-modify-write.
 *
 * <p>It is a sequence lock: {@code version} is odd while the numbers change.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>One thread at a time writes, and what hands the writing over to another orders the two: {@link UseCount} does.
 *   <li>A writer between two versions has a few stores left to do, and nothing that could throw or wait.
 * </ol>
 *
 * Guarantees:
 *
 * <ol>
 *   <li>A snapshot holds the numbers of one version. A reader that has seen a number of a later version also sees that
 *       the version is no longer the one that it began with: the store of the odd version comes before the numbers (the
 *       store-store fence), and its second look at the version after them (the load-load fence).
 *   <li>A reader that begins with an even version sees all numbers of it, or later ones: that version was stored with
 *       release and is loaded with acquire.
 *   <li>No number is torn, on 32-bit systems either: every access that can race is opaque.
 *   <li>The writer never waits, for readers or anything else, and never allocates. Readers write nothing; one waits
 *       while the writer is between two versions.
 * </ol>
 */
public final class Tally {
    // The indices of the numbers in a snapshot; dev.vedette.PollStatistics says what each number is.
    public static final int POLLS = 0;
    public static final int EVENTS = 1;
    public static final int WAKEUPS = 2;
    public static final int TIMEOUTS = 3;
    public static final int WAIT_NS = 4;
    public static final int DISPATCH_NS = 5;
    public static final int LAST_WAIT_NS = 6;
    public static final int MAX_WAIT_NS = 7;
    public static final int MAX_DISPATCH_NS = 8;
    public static final int LAST_EVENTS = 9;
    private static final int SIZE = 10;

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

    private long version;
    private final long[] numbers = new long[SIZE];

    // ---- the writer's

    void addPoll(long waitNs, int events, int wakeups, boolean timedOut) {
        beginChange();
        add(POLLS, 1);
        add(EVENTS, events);
        add(WAKEUPS, wakeups);
        add(TIMEOUTS, timedOut ? 1 : 0);
        add(WAIT_NS, waitNs);
        set(LAST_WAIT_NS, waitNs);
        raise(MAX_WAIT_NS, waitNs);
        set(LAST_EVENTS, events);
        endChange();
    }

    void addDispatch(long dispatchNs) {
        beginChange();
        add(DISPATCH_NS, dispatchNs);
        raise(MAX_DISPATCH_NS, dispatchNs);
        endChange();
    }

    private void beginChange() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.storeStoreFence();
    }

    private void endChange() {
        VERSION.setRelease(this, version + 1);
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

    // ---- anyone's

    /** A snapshot. */
    @SuppressWarnings("ThreadPriorityCheck") // the writer may be waiting for this very processor
    long[] read() {
        long[] snapshot = new long[SIZE];
        for (int attempt = 1; ; attempt++) {
            long before = (long) VERSION.getAcquire(this);
            if ((before & 1) == 0) {
                for (int i = 0; i < SIZE; i++) {
                    snapshot[i] = (long) NUMBER.getOpaque(numbers, i);
                }
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

    /** The share of its time that the loop of a snapshot was busy, from 0 to 1. */
    public static double utilization(long[] snapshot) {
        long allNs = snapshot[WAIT_NS] + snapshot[DISPATCH_NS];
        return allNs <= 0 ? 0 : (double) snapshot[DISPATCH_NS] / allNs;
    }
}
