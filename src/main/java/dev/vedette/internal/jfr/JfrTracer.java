package dev.vedette.internal.jfr;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.PollTracer;
import dev.vedette.internal.WakeTrace;

/** Emits the events of one Poll that a recording has enabled. */
final class JfrTracer implements PollTracer {
    // An instance can be asked whether its type is enabled, which costs a field read.
    private static final StallEvent STALL = new StallEvent();
    private static final PollStatisticsEvent STATISTICS = new PollStatisticsEvent();
    private static final WakeupEvent WAKEUP = new WakeupEvent();
    private static final RegistrationEvent REGISTRATION = new RegistrationEvent();

    private final String name;
    private final PeriodicEvents periodicEvents;

    // The following belong to the polling thread, which reuses the events so that it allocates nothing.
    private final PollEvent wait = new PollEvent();
    private final DispatchEvent dispatch = new DispatchEvent();

    /** Whether {@code wait} has begun, and {@code dispatch}. */
    private boolean waiting;

    private boolean dispatching;

    JfrTracer(PollRecorder recorder) {
        this.name = recorder.name();
        this.periodicEvents = new PeriodicEvents(recorder);
        wait.name = name;
        wait.backend = recorder.backend();
        dispatch.name = name;
    }

    PeriodicEvents periodicEvents() {
        return periodicEvents;
    }

    /** The statistics also know the beginning of the dispatch in progress. */
    @Override
    public boolean wantsStatistics() {
        return STATISTICS.isEnabled() || STALL.isEnabled();
    }

    @Override
    public void pollBegins() {
        if (dispatching) {
            dispatching = false;
            dispatch.end();
            if (dispatch.shouldCommit()) {
                dispatch.commit();
            }
        }
        waiting = wait.isEnabled();
        if (waiting) {
            wait.begin();
        }
    }

    @Override
    public void waitEnds() {
        if (waiting) {
            wait.end();
        }
        dispatching = dispatch.isEnabled();
        if (dispatching) {
            dispatch.begin();
        }
    }

    @Override
    public void pollReturns(long timeoutNs, int events, boolean woken) {
        if (waiting) {
            waiting = false;
            if (wait.shouldCommit()) {
                wait.timeout = timeoutNs;
                wait.events = events;
                wait.woken = woken;
                wait.commit();
            }
        }
        dispatch.events = events;
    }

    @Override
    public WakeTrace wakeBegins() {
        return WAKEUP.isEnabled() ? new Wake(name) : null;
    }

    private static final class Wake extends WakeTrace {
        private final WakeupEvent event = new WakeupEvent();

        Wake(String name) {
            event.name = name;
            event.begin();
        }

        @Override
        protected void ends(long token) {
            event.end();
            if (event.shouldCommit()) {
                event.token = token;
                event.commit();
            }
        }
    }

    @Override
    public void registration(String operation, Object source, long token, Interest interest, Trigger trigger) {
        if (REGISTRATION.isEnabled()) {
            RegistrationEvent event = new RegistrationEvent();
            event.name = name;
            event.operation = operation;
            event.token = token;
            event.source = source.toString();
            event.interest = interest == null ? null : interest.toString();
            event.trigger = trigger == null ? null : trigger.name();
            event.commit();
        }
    }
}
