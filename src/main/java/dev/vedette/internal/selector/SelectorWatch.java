package dev.vedette.internal.selector;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.jfr.Jfr;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/**
 * Stands between the selectors of the JVM and their implementations.
 *
 * <p>While nobody listens, a select costs one look at {@code on}. A selector becomes known at its first select after
 * somebody has begun to listen: a recording, or a program that has asked for statistics.
 *
 * <p>The JDK calls {@link #select} and {@link #close} with the monitor of the selector held. So for each selector one
 * thread at a time is here, and the monitor orders these threads.
 */
public final class SelectorWatch {
    /** Whether somebody listens. Never reset. Not volatile, because a select may overlook it for a while. */
    private static boolean on;

    /** Whether selectors keep statistics even if there is no recording. Written before {@code on}. */
    private static volatile boolean statistics;

    /** What recordings show as the backend of a selector. */
    public static final String BACKEND = "SELECTOR";

    /** Is told of every selector that is observed. */
    private static final PollObserver OBSERVER = new PollObserver() {
        @Override
        public void opened(PollRecorder recorder) {
            SelectorGroups.INSTANCE.opened(recorder);
            Jfr.observer().opened(recorder);
        }

        @Override
        public void closed(PollRecorder recorder) {
            SelectorGroups.INSTANCE.closed(recorder);
            Jfr.observer().closed(recorder);
        }
    };

    private static final SelectorTable SELECTORS = new SelectorTable();

    private SelectorWatch() {}

    /** Begins to listen when Flight Recorder starts, or at once if it has started. */
    public static void listenForRecordings() {
        Jfr.observer().whenRecording(SelectorWatch::listen);
    }

    private static void listen() {
        on = true;
    }

    /** Has all selectors keep statistics, permanently, from their next select on. */
    public static void enableStatistics() {
        statistics = true;
        SELECTORS.enableStatistics();
        on = true;
    }

    // ---- called by the JDK

    /** Returns the replacement of a method with the parameters and the result of {@code SelectorImpl.doSelect}. */
    public static MethodHandle aroundSelect(MethodHandle doSelect) {
        return around("select", doSelect);
    }

    /** Returns the replacement of a method with the parameters of {@code SelectorImpl.implClose}. */
    public static MethodHandle aroundClose(MethodHandle implClose) {
        return around("close", implClose);
    }

    private static MethodHandle around(String method, MethodHandle original) {
        MethodType type = original.type().insertParameterTypes(0, MethodHandle.class);
        try {
            MethodHandle replacement = MethodHandles.lookup().findStatic(SelectorWatch.class, method, type);
            return replacement.bindTo(original);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Selects, and observes it if somebody listens.
     *
     * @param action handles the keys; {@code null} if they are to be added to the selected keys
     * @param timeoutMs -1 waits without a limit
     */
    static int select(MethodHandle doSelect, Selector selector, Consumer<SelectionKey> action, long timeoutMs)
            throws Throwable {
        WatchedSelector watched = on ? watched(selector) : null;
        if (watched == null) {
            return (int) doSelect.invokeExact(selector, action, timeoutMs);
        }
        Consumer<SelectionKey> observedAction = watched.begins(action, timeoutMs);
        int keys = (int) doSelect.invokeExact(selector, observedAction, timeoutMs);
        watched.ends(keys, timeoutMs);
        return keys;
    }

    /** Returns what observes the selector; {@code null} if nothing does. */
    private static WatchedSelector watched(Selector selector) {
        WatchedSelector watched = SELECTORS.get(selector);
        if (watched == null) {
            watched = add(selector);
        }
        return watched.isIgnored() ? null : watched;
    }

    private static WatchedSelector add(Selector selector) {
        try {
            return SELECTORS.add(selector, SelectorWatch::newRecorder);
        } catch (RuntimeException | LinkageError e) {
            on = false;
            System.getLogger("dev.vedette.Selector")
                    .log(Level.ERROR, "Selectors cannot be observed. From now on they are used without it.", e);
            return WatchedSelector.IGNORED;
        }
    }

    /** Returns a recorder for a selector whose first select this is; {@code null} if it is not to be observed. */
    private static PollRecorder newRecorder(Selector selector) {
        String name = SelectorName.ofFirstSelect();
        if (name == null) {
            return null;
        }
        String reason = "watched by the agent: " + selector.getClass().getName();
        PollRecorder recorder = new PollRecorder(name, BACKEND, reason, OBSERVER);
        if (statistics) {
            recorder.enableStatistics();
        }
        recorder.opened();
        return recorder;
    }

    /** Closes a selector, after a handler of its own select or when no thread is in it. */
    static void close(MethodHandle implClose, Selector selector) throws Throwable {
        implClose.invokeExact(selector);
        SELECTORS.remove(selector);
    }
}
