package dev.vedette.internal;

import dev.vedette.Interest;
import dev.vedette.Trigger;

/**
 * Observes one Poll, or one selector of the JDK: keeps its statistics and tells its {@link PollTracer}.
 *
 * <p>Until somebody asks for either, a poll costs one look at {@code on}, and nothing is allocated. Both can be
 * switched on at any time, also in the middle of a poll. Whatever began before that is not counted when it ends.
 */
public final class PollRecorder {
    private final String name;
    private final String backend;
    private final String reason;
    private final PollObserver observer;

    /**
     * Whether there is anything else to look at. Set by any thread, after the field that it announces, and never reset.
     */
    private volatile boolean on;

    private volatile boolean statistics;
    private volatile PollTracer tracer;

    /** Null until something is to be counted. Written once, guarded by {@code this}. */
    private volatile Tally tally;

    /** The thread that returned from the last poll; null before, and when the Poll is closed. */
    private volatile Thread loop;

    // The following belong to the polling thread.

    /** Whether the poll in progress was told that it began. */
    private boolean polling;

    /** Whether the poll in progress is counted; between polls, whether the last one was. */
    private boolean counting;

    /**
     * @param backend the name of the backend
     * @param reason why the Poll has this backend, in words
     * @param observer is told when the Poll opens and closes
     */
    public PollRecorder(String name, String backend, String reason, PollObserver observer) {
        this.name = name;
        this.backend = backend;
        this.reason = reason;
        this.observer = observer;
    }

    public String name() {
        return name;
    }

    public String backend() {
        return backend;
    }

    public String reason() {
        return reason;
    }

    // ---- for any thread

    /** The Poll can be used. */
    public void opened() {
        observer.opened(this);
    }

    /** The Poll is closed, and no thread is in it. */
    public void closed() {
        loop = null;
        if (tally != null) {
            tally.pause(System.nanoTime());
        }
        observer.closed(this);
    }

    /** Switches statistics on, permanently. */
    public void enableStatistics() {
        createTally();
        statistics = true;
        on = true;
    }

    /** Sets the tracer, permanently. Does nothing if there is one. */
    public synchronized void trace(PollTracer newTracer) {
        if (tracer == null) {
            tracer = newTracer;
            on = true;
        }
    }

    /** Returns the tracer, or null. */
    public PollTracer tracer() {
        return tracer;
    }

    private synchronized Tally createTally() {
        if (tally == null) {
            tally = new Tally(System.nanoTime());
        }
        return tally;
    }

    /** Returns whether the next poll will be counted. */
    public boolean keepsStatistics() {
        PollTracer current = tracer;
        return statistics || (current != null && current.wantsStatistics());
    }

    /** Returns what was counted until now. */
    public Tally.Reading read() {
        Tally current = tally;
        return current == null ? Tally.Reading.NONE : current.read(System.nanoTime());
    }

    /** Returns when the dispatch in progress began, or {@code otherwise} if there is none or it is not counted. */
    public long dispatchingSince(long otherwise) {
        Tally current = tally;
        return current == null ? otherwise : current.dispatchingSince(otherwise);
    }

    /** Returns the thread that returned from the last poll, or null if none did or the Poll is closed. */
    public Thread loop() {
        return loop;
    }

    // ---- for the polling thread, and only if isOn

    public boolean isOn() {
        return on;
    }

    public void pollBegins() {
        if (keepsStatistics()) {
            Tally current = tally;
            if (current == null) {
                current = createTally();
            }
            counting = true;
            current.pollBegins(System.nanoTime());
        } else if (counting) {
            counting = false;
            tally.pause(System.nanoTime());
        }
        polling = true;
        PollTracer current = tracer;
        if (current != null) {
            current.pollBegins();
        }
    }

    /**
     * A poll returns, and a dispatch begins. Not called for a poll that fails.
     *
     * @param wakes the delivered wakes that are traced, or null
     * @param wakeups the number of all delivered wakes
     */
    public void pollEnds(long timeoutNs, int events, WakeTrace wakes, int wakeups, boolean timedOut) {
        WakeTrace.endAll(wakes);
        if (!polling) {
            return; // switched on during this poll
        }
        polling = false;
        if (counting) {
            noteLoop();
            tally.pollEnds(System.nanoTime(), events, wakeups, timedOut);
        }
        PollTracer current = tracer;
        if (current != null) {
            current.waitEnds();
            current.pollReturns(timeoutNs, events, wakeups > 0);
        }
    }

    /** A poll that itself dispatches its events begins to do so. It returns with {@link #pollReturns}. */
    public void waitEnds() {
        if (!polling) {
            return;
        }
        if (counting) {
            noteLoop();
            tally.waitEnds(System.nanoTime());
        }
        PollTracer current = tracer;
        if (current != null) {
            current.waitEnds();
        }
    }

    /** A poll returns after {@link #waitEnds}. The dispatch goes on. */
    public void pollReturns(long timeoutNs, int events, int wakeups, boolean timedOut) {
        if (!polling) {
            return;
        }
        polling = false;
        if (counting) {
            tally.pollReturns(events, wakeups, timedOut);
        }
        PollTracer current = tracer;
        if (current != null) {
            current.pollReturns(timeoutNs, events, wakeups > 0);
        }
    }

    private void noteLoop() {
        Thread current = Thread.currentThread();
        if (loop != current) {
            loop = current;
        }
    }

    // ---- for any thread

    /** Returns what goes with a wake, or null. */
    WakeTrace wakeBegins() {
        PollTracer current = on ? tracer : null;
        return current == null ? null : current.wakeBegins();
    }

    void registration(String operation, Object source, long token, Interest interest, Trigger trigger) {
        PollTracer current = on ? tracer : null;
        if (current != null) {
            current.registration(operation, source, token, interest, trigger);
        }
    }

    void registration(String operation, int fd, long token, Interest interest, Trigger trigger) {
        if (on) {
            registration(operation, "descriptor " + fd, token, interest, trigger);
        }
    }
}
