package dev.vedette.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The waker protocol: passes wakes from any thread to the polling thread, and knows whether the polling thread is
 * asleep.
 *
 * <p>{@code head} is one of
 *
 * <ul>
 *   <li>{@code null}: the poll is awake and nothing is waiting for it,
 *   <li>{@code ASLEEP}: the poll is in a wait, or about to be, and nothing is waiting for it,
 *   <li>an entry: the newest of a stack of entries that are waiting for the poll.
 * </ul>
 *
 * Every entry has {@code pending}: set by the wake that puts the entry on the stack, cleared when its event is
 * delivered. And {@code owed} is set while the backend has to be woken because the thread that was to wake it failed.
 *
 * <p>Assumptions:
 *
 * <ol>
 *   <li>{@link #park}, {@link #unpark} and {@link #deliver} are called by one thread at a time.
 *   <li>A thread that gets {@code true} from {@link #offer} or {@link #nudge} wakes the backend, and the backend keeps
 *       that wake-up for a wait that has not begun yet. If the thread fails in this, it sets {@code owed}.
 *   <li>An {@link Error} can come out of any call, above all a {@link StackOverflowError}. An atomic operation fails
 *       before it has changed anything, or not at all. A field can be written without a call.
 * </ol>
 *
 * Guarantees:
 *
 * <ol>
 *   <li>A wake is followed by an event: an entry leaves the stack only into {@code taken}, and {@code taken} only into
 *       an event. The poll cannot fall asleep over an entry, because parking is a compare-and-set of {@code null},
 *       which fails if there is one; and an entry that arrives later finds {@code ASLEEP}, and its thread gets
 *       {@code true}.
 *   <li>Wakes coalesce: a wake that finds {@code pending} set has nothing to add, since its event is still to come. The
 *       entry may not be on the stack yet, if another thread is just about to put it there; a poll that does not wait
 *       can miss it then, and the next has it.
 *   <li>What a thread wrote before a wake is visible after the poll that delivers it, also if the wake was coalesced:
 *       {@code pending} is set and cleared by read-modify-write, so that the clearing reads what the last wake wrote. A
 *       plain test before setting it would be cheaper and would lose that.
 *   <li>The backend is woken at most once per sleep, and never while the poll is awake: only the thread that turns
 *       {@code ASLEEP} into something else gets {@code true}. A wake-up that failed is followed by one more.
 *   <li>No allocation, no ABA: the poll takes the stack whole, and an entry is on it at most once.
 *   <li>A wake that fails leaves no waker deaf. If it fails before the entry is on the stack, it clears
 *       {@code pending}, and the next wake of this entry starts anew. If it fails after that, the poll has the entry
 *       but may still be asleep, although {@code ASLEEP} is gone. Therefore every wake and every nudge looks at
 *       {@code owed} and wakes the backend if it is set. A wake that coalesced with the one that failed has its event
 *       after the next wake.
 *   <li>A poll that fails loses no wake. It moves the stack to {@code taken} without a call. An entry stays in
 *       {@code taken} until its event is added and {@code pending} is cleared; if the poll fails between the two, the
 *       next poll has the event a second time. If {@code unpark} fails, {@code ASLEEP} remains, and wakes wake the
 *       backend of a poll that is awake; the next poll calls {@code unpark} again before anything else.
 * </ol>
 */
public final class WakeQueue {
    /** One waker's place in the queue. */
    public static final class Entry {
        private final long token;

        /** 1 while an event is to come, else 0; set by wakers, cleared by the poll. */
        private volatile int pending;

        /**
         * The entry below on the stack, or behind in {@code taken}. Owned by the thread that has set {@code pending}.
         */
        private Entry next;

        /** The time of the wake, if it is recorded; otherwise {@code null}. Owned by the same thread. */
        private WakeTrace trace;

        Entry(long token) {
            this.token = token;
        }

        public long token() {
            return token;
        }

        private boolean claim() {
            return (int) PENDING.getAndSet(this, 1) == 0;
        }

        private void release() {
            PENDING.getAndSet(this, 0);
        }
    }

    private static final VarHandle HEAD;
    private static final VarHandle PENDING;
    private static final Entry ASLEEP = new Entry(0);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(WakeQueue.class, "head", Entry.class);
            PENDING = lookup.findVarHandle(Entry.class, "pending", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Entry head;

    /** Whether a thread that was to wake the backend has failed, so that the next wake or nudge does it. */
    volatile boolean owed;

    // Taken from the stack and not yet delivered, oldest first, and the newest of these; the polling thread's.
    private Entry taken;
    private Entry lastTaken;

    // What deliver has done since it was last asked; the polling thread's.
    private int delivered;
    private WakeTrace traces;

    /**
     * Puts an entry into the queue, from any thread; {@code true} if the caller must wake the backend.
     *
     * @param trace goes with the wake, and is dropped if that coalesces with an earlier one; {@code null} for none
     */
    boolean offer(Entry entry, WakeTrace trace) {
        if (!entry.claim()) {
            return takeOwed();
        }
        Entry seen = null;
        boolean offered = false;
        try {
            entry.trace = trace;
            do {
                seen = head;
                entry.next = seen == ASLEEP ? null : seen;
            } while (!HEAD.compareAndSet(this, seen, entry));
            offered = true;
        } finally {
            if (!offered) {
                entry.pending = 0;
            }
        }
        return seen == ASLEEP || takeOwed();
    }

    /** Ends a sleep without an event, from any thread; {@code true} if the caller must wake the backend. */
    boolean nudge() {
        return (head == ASLEEP && HEAD.compareAndSet(this, ASLEEP, (Entry) null)) || takeOwed();
    }

    private boolean takeOwed() {
        boolean taken = owed;
        if (taken) {
            owed = false;
        }
        return taken;
    }

    /** Announces a wait; {@code false} if there is something to deliver instead. */
    boolean park() {
        return taken == null && HEAD.compareAndSet(this, (Entry) null, ASLEEP);
    }

    /** Ends what a successful {@link #park} began. */
    void unpark() {
        if (head == ASLEEP) {
            HEAD.compareAndSet(this, ASLEEP, (Entry) null);
        }
    }

    /**
     * Turns waiting entries into events, as far as there is room; {@code true} if there was any. At most once per poll:
     * the second call could find an entry again that was woken after the first. For the same reason the stack is taken
     * before anything is delivered.
     */
    boolean deliver(ReadyList ready) {
        take();
        if (taken == null) {
            return false;
        }
        while (taken != null && !ready.isFull()) {
            Entry entry = taken;
            Entry next = entry.next;
            WakeTrace trace = entry.trace;
            ready.add(entry.token, Readiness.READABLE);
            entry.next = null;
            entry.trace = null;
            boolean released = false;
            try {
                entry.release();
                released = true;
            } finally {
                if (!released) {
                    entry.next = next;
                    entry.trace = trace;
                }
            }
            taken = next;
            delivered++;
            if (trace != null) {
                traces = trace.delivered(entry.token, traces);
            }
        }
        return true;
    }

    /** How many entries were delivered since this was last called. */
    int takeDelivered() {
        int count = delivered;
        delivered = 0;
        return count;
    }

    /** The traces of the entries that were delivered since this was last called. */
    WakeTrace takeTraces() {
        WakeTrace chain = traces;
        traces = null;
        return chain;
    }

    /** Puts the whole stack behind what was taken before and had no room; without a call once it has the stack. */
    private void take() {
        Entry newest;
        do {
            newest = head;
            if (newest == null) {
                return;
            }
        } while (!HEAD.compareAndSet(this, newest, (Entry) null));
        Entry oldest = null;
        for (Entry entry = newest; entry != null; ) {
            Entry below = entry.next;
            entry.next = oldest;
            oldest = entry;
            entry = below;
        }
        if (taken == null) {
            taken = oldest;
        } else {
            lastTaken.next = oldest;
        }
        lastTaken = newest;
    }
}
