package dev.vedette.internal.jfr;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Registers the event types while they are needed: from the first start of Flight Recorder, or the first Poll opened
 * after it, until the last Poll is closed. (With the agent, until the JVM ends.) Registered types refer to our class
 * loader. So a JVM without a recording loads none of them, and a bundle whose Polls are closed can be stopped and
 * collected.
 *
 * <p>Locks: first {@code this}, then those of Flight Recorder and of {@link PeriodicEvents}. Flight Recorder calls
 * {@link #recorderInitialized} and the hooks while it holds locks of its own, so they do not take {@code this}.
 */
final class JfrObserver implements PollObserver, FlightRecorderListener {
    private final Set<PollRecorder> open = ConcurrentHashMap.newKeySet();

    /** What Flight Recorder's periodic thread calls. Written before {@code registered}. */
    private Runnable statisticsHook;

    private Runnable stallHook;

    /** Whether the events are registered. Set before {@code open} is iterated, and read after it is added to. */
    private volatile boolean registered;

    /** Whether Flight Recorder has this as a listener. */
    private boolean listening;

    /**
     * What to call when a recording starts; {@code null} if there is nothing. Set before {@code registered} is read.
     */
    private volatile Runnable recordingAction;

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

    /** From now on, the events stay registered without a Poll. */
    @Override
    public synchronized void whenRecording(Runnable action) {
        recordingAction = action;
        listen();
        if (registered) {
            action.run();
        }
    }

    private void listen() {
        if (!listening) {
            FlightRecorder.addListener(this);
            listening = true;
        }
    }

    /** Called at once if Flight Recorder has been started already, otherwise when it is. */
    @Override
    public void recorderInitialized(FlightRecorder flightRecorder) {
        events().forEach(FlightRecorder::register);
        statisticsHook = () -> forEachOpen(PeriodicEvents::commitStatistics);
        stallHook = () -> forEachOpen(PeriodicEvents::commitStall);
        FlightRecorder.addPeriodicEvent(PollStatisticsEvent.class, statisticsHook);
        FlightRecorder.addPeriodicEvent(StallEvent.class, stallHook);
        registered = true;
        for (PollRecorder recorder : open) {
            recorder.trace(new JfrTracer(recorder));
        }
        Runnable action = recordingAction;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public synchronized void closed(PollRecorder recorder) {
        if (!open.remove(recorder)) {
            return;
        }
        if (registered) {
            commit(recorder, PeriodicEvents::commitStatistics);
        }
        if (open.isEmpty() && recordingAction == null) {
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
            FlightRecorder.removePeriodicEvent(statisticsHook);
            FlightRecorder.removePeriodicEvent(stallHook);
            events().forEach(FlightRecorder::unregister);
        }
    }

    /** A method, because a constant would load all types with this class. */
    static List<Class<? extends Event>> events() {
        return List.of(
                PollEvent.class,
                DispatchEvent.class,
                StallEvent.class,
                RegistrationEvent.class,
                WakeupEvent.class,
                PollOpenedEvent.class,
                PollStatisticsEvent.class);
    }

    private static void commitOpened(PollRecorder recorder) {
        PollOpenedEvent event = new PollOpenedEvent();
        if (event.shouldCommit()) {
            event.name = recorder.name();
            event.backend = recorder.backend();
            event.reason = recorder.reason();
            event.commit();
        }
    }

    private void forEachOpen(Consumer<PeriodicEvents> event) {
        for (PollRecorder recorder : open) {
            commit(recorder, event);
        }
    }

    private static void commit(PollRecorder recorder, Consumer<PeriodicEvents> event) {
        if (recorder.tracer() instanceof JfrTracer tracer) {
            event.accept(tracer.periodicEvents());
        }
    }
}
