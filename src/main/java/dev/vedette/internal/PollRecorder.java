package dev.vedette.internal;

import dev.vedette.Backend;
import dev.vedette.Trigger;

/**
 * What a Poll is doing and has done, for those who watch it: its statistics and its {@link PollTracer}.
 *
 * <p>Costs the poll one look at {@code on} as long as nobody has ever asked. Both can be switched on at any time, in
 * the middle of a poll too: what has no beginning on record gets no end, so that no duration is made up.
 */
public final class PollRecorder {
    private final String name;
    private final Backend backend;
    private final String reason;
    private final PollObserver observer;
    private final Tally tally = new Tally();

    /** Whether there is anything else to look at. Set last, by any thread, and never reset; likewise the next two. */
    private volatile boolean on;

    private volatile boolean statistics;
    private volatile PollTracer tracer;

    // The polling thread's.

    /** Whether the poll in progress, or else the last, counts. */
    private boolean counting;

    /** Whether a poll that counts is in progress, since {@code sinceNs}. */
    private boolean polling;

    /** Whether the last poll has returned, counted, at {@code sinceNs}. */
    private boolean dispatching;

    private long sinceNs;

    /**
     * @param reason why it is that backend, for people
     * @param observer told of the Poll's life
     */
    public PollRecorder(String name, Backend backend, String reason, PollObserver observer) {
        this.name = name;
        this.backend = backend;
        this.reason = reason;
        this.observer = observer;
    }

    public String name() {
        return name;
    }

    public Backend backend() {
        return backend;
    }

    public String reason() {
        return reason;
    }

    // ---- life, from any thread

    /** The Poll is usable. */
    public void opened() {
        observer.opened(this);
    }

    /** The Poll is closed, and nobody is inside any more. */
    void closed() {
        observer.closed(this);
    }

    /** For good. */
    public void enableStatistics() {
        statistics = true;
        on = true;
    }

    /** For good, and one only. */
    public synchronized void trace(PollTracer wanted) {
        if (tracer == null) {
            tracer = wanted;
            on = true;
        }
    }

    /** Whether the next poll counts. */
    public boolean keepsStatistics() {
        PollTracer told = tracer;
        return statistics || (told != null && told.wantsStatistics());
    }

    /** A snapshot of the {@link Tally}. */
    public long[] read() {
        return tally.read();
    }

    // ---- polling; for the polling thread, and only while it is on

    boolean isOn() {
        return on;
    }

    void pollBegins() {
        counting = keepsStatistics();
        if (counting) {
            long nowNs = System.nanoTime();
            if (dispatching) {
                tally.addDispatch(nowNs - sinceNs);
            }
            sinceNs = nowNs;
        }
        dispatching = false;
        polling = true;
        PollTracer told = tracer;
        if (told != null) {
            told.pollBegins();
        }
    }

    /**
     * @param wakes the wakes that the poll delivered, as far as they are traced; {@code null} for none
     * @param wakeups how many it delivered in all
     */
    void pollEnds(long timeoutNs, int events, WakeTrace wakes, int wakeups, boolean timedOut) {
        WakeTrace.endAll(wakes);
        if (!polling) {
            return; // switched on in the middle
        }
        polling = false;
        if (counting) {
            long nowNs = System.nanoTime();
            tally.addPoll(nowNs - sinceNs, events, wakeups, timedOut);
            sinceNs = nowNs;
            dispatching = true;
        }
        PollTracer told = tracer;
        if (told != null) {
            told.pollEnds(timeoutNs, events, wakeups > 0);
        }
    }

    // ---- other happenings, from any thread

    /** What goes with a wake; {@code null} for nothing. */
    WakeTrace wakeBegins() {
        PollTracer told = on ? tracer : null;
        return told == null ? null : told.wakeBegins();
    }

    void registration(String operation, Object source, long token, int interest, Trigger trigger) {
        PollTracer told = on ? tracer : null;
        if (told != null) {
            told.registration(operation, source, token, interest, trigger);
        }
    }

    void registration(String operation, int fd, long token, int interest, Trigger trigger) {
        if (on) {
            registration(operation, "descriptor " + fd, token, interest, trigger);
        }
    }
}
