package dev.vedette.internal.jfr;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.Tally;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Registers the events, which hold on to our class loader, no longer than they are needed: from the time that Flight
 * Recorder starts for the first time, or a Poll is opened after that, until the last Poll is closed. So a JVM without a
 * recording loads none of them, and a bundle that has closed its Polls can be stopped and collected.
 *
 * <p>Locks: {@code this}, then those of Flight Recorder. It calls {@link #recorderInitialized} and the hook with locks
 * of its own, so neither takes {@code this}.
 */
final class JfrObserver implements PollObserver, FlightRecorderListener {
    private final Set<PollRecorder> open = ConcurrentHashMap.newKeySet();
    private final Runnable hook = this::commitStatistics;

    /** Whether the events are registered. Set before {@code open} is gone through, and read after it was added to. */
    private volatile boolean registered;

    /** Whether Flight Recorder has this as a listener. */
    private boolean listening;

    @Override
    public synchronized void opened(PollRecorder recorder) {
        open.add(recorder);
        try {
            listen();
        } catch (SecurityException e) {
            open.remove(recorder); // the program may not use Flight Recorder, so this Poll does without
            return;
        }
        if (registered) {
            recorder.trace(new JfrTracer(recorder));
            commitOpened(recorder);
        }
    }

    private void listen() {
        if (!listening) {
            FlightRecorder.addListener(this);
            listening = true;
        }
    }

    /** At once if Flight Recorder has been started already, else when it is. */
    @Override
    public void recorderInitialized(FlightRecorder flightRecorder) {
        events().forEach(FlightRecorder::register);
        FlightRecorder.addPeriodicEvent(PollStatisticsEvent.class, hook);
        registered = true;
        for (PollRecorder recorder : open) {
            recorder.trace(new JfrTracer(recorder));
        }
    }

    @Override
    public synchronized void closed(PollRecorder recorder) {
        if (!open.remove(recorder)) {
            return;
        }
        if (registered) {
            commitStatistics(recorder);
        }
        if (open.isEmpty()) {
            try {
                stopListening();
            } catch (SecurityException e) {
                // this thread may not, unlike the one that opened the Poll; the next Poll goes on with the listener
            }
        }
    }

    private void stopListening() {
        FlightRecorder.removeListener(this);
        listening = false;
        if (registered) {
            registered = false;
            FlightRecorder.removePeriodicEvent(hook);
            events().forEach(FlightRecorder::unregister);
        }
    }

    /** A method, since a constant would load them all with this class. */
    static List<Class<? extends Event>> events() {
        return List.of(
                PollEvent.class,
                DispatchEvent.class,
                RegistrationEvent.class,
                WakeupEvent.class,
                PollOpenedEvent.class,
                PollStatisticsEvent.class);
    }

    private static void commitOpened(PollRecorder recorder) {
        PollOpenedEvent event = new PollOpenedEvent();
        if (event.shouldCommit()) {
            event.name = recorder.name();
            event.backend = recorder.backend().name();
            event.reason = recorder.reason();
            event.commit();
        }
    }

    private void commitStatistics() {
        open.forEach(JfrObserver::commitStatistics);
    }

    private static void commitStatistics(PollRecorder recorder) {
        PollStatisticsEvent event = new PollStatisticsEvent();
        if (event.shouldCommit()) {
            long[] statistics = recorder.read();
            event.name = recorder.name();
            event.polls = statistics[Tally.POLLS];
            event.events = statistics[Tally.EVENTS];
            event.wakeups = statistics[Tally.WAKEUPS];
            event.waitTime = statistics[Tally.WAIT_NS];
            event.dispatchTime = statistics[Tally.DISPATCH_NS];
            event.utilization = (float) Tally.utilization(statistics);
            event.commit();
        }
    }
}
