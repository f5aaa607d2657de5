package dev.vedette.internal.jfr;

import dev.vedette.internal.Activity;
import dev.vedette.internal.Histogram;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.Tally;
import java.util.concurrent.TimeUnit;

/**
 * Emits the events of one Poll that Flight Recorder asks for periodically. The loop has no part in it.
 *
 * <p>Flight Recorder calls from its own thread. The thread that closes the Poll calls once more, for the last period.
 */
final class PeriodicEvents {
    private static final long FIRST_STALL_NS = TimeUnit.SECONDS.toNanos(1);

    private final PollRecorder recorder;

    /** What the previous statistics contained. Guarded by {@code this}. */
    private Tally.Reading previous;

    // The stall that was reported last, and the age at which it is reported again. Used by Flight Recorder's thread.
    private long stallBeganNs;
    private long reportAtNs = FIRST_STALL_NS;

    PeriodicEvents(PollRecorder recorder) {
        this.recorder = recorder;
        this.previous = recorder.read();
    }

    synchronized void commitStatistics() {
        PollStatisticsEvent event = new PollStatisticsEvent();
        if (event.shouldCommit()) {
            Tally.Reading reading = recorder.read();
            event.name = recorder.name();
            event.polls = reading.total.polls;
            event.events = reading.total.events;
            event.wakeups = reading.total.wakeups;
            event.waitTime = reading.total.waitNs;
            event.dispatchTime = reading.total.dispatchNs;
            event.currentDispatch = reading.currentDispatchNs;
            setPeriod(event, reading);
            event.commit();
            previous = reading;
        }
    }

    private void setPeriod(PollStatisticsEvent event, Tally.Reading reading) {
        long dispatchNs = dispatchNs(reading) - dispatchNs(previous);
        long waitNs = waitNs(reading) - waitNs(previous);
        event.utilization = (float) Activity.utilization(Math.max(0, dispatchNs), Math.max(0, waitNs));
        long[] dispatches = Histogram.difference(reading.total.dispatches, previous.total.dispatches);
        long maxNs = Histogram.maxOfDifferenceNs(dispatches, reading.total.maxDispatchNs, previous.total.maxDispatchNs);
        event.dispatchP50 = Histogram.percentileNs(dispatches, 0.5, maxNs);
        event.dispatchP99 = Histogram.percentileNs(dispatches, 0.99, maxNs);
        event.dispatchMax = maxNs;
    }

    private static long dispatchNs(Tally.Reading reading) {
        return reading.total.dispatchNs + reading.currentDispatchNs;
    }

    private static long waitNs(Tally.Reading reading) {
        return reading.total.waitNs + reading.currentWaitNs;
    }

    /** Reports the dispatch in progress when it is 1, 2, 4, 8 … seconds old, or at the first call after that. */
    void commitStall() {
        StallEvent event = new StallEvent();
        if (!event.isEnabled()) {
            return;
        }
        long nowNs = System.nanoTime();
        long beganNs = recorder.dispatchingSince(nowNs);
        if (beganNs != stallBeganNs) {
            stallBeganNs = beganNs;
            reportAtNs = FIRST_STALL_NS;
        }
        long ageNs = nowNs - beganNs;
        Thread loop = recorder.loop();
        if (ageNs < reportAtNs || loop == null) {
            return;
        }
        event.name = recorder.name();
        event.thread = loop;
        event.age = ageNs;
        StalledThread.describe(loop, event);
        if (recorder.dispatchingSince(nowNs) == beganNs) { // otherwise the stack may be that of the next poll
            event.commit();
            reportAtNs = 2 * FIRST_STALL_NS * Long.highestOneBit(ageNs / FIRST_STALL_NS);
        }
    }
}
