package dev.vedette.internal.jfr;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;

/**
 * The one door to Flight Recorder: whoever does not come through it never touches a class of {@code jdk.jfr}, which a
 * JVM with limited modules, an OSGi framework or a stripped JDK does not show us.
 */
public final class Jfr {
    private static final PollObserver OBSERVER = load();

    private Jfr() {}

    /** What brings Polls and recordings together; does nothing where there is no Flight Recorder. */
    public static PollObserver observer() {
        return OBSERVER;
    }

    private static PollObserver load() {
        try {
            return new JfrObserver();
        } catch (LinkageError e) {
            return new NoObserver();
        }
    }

    private static final class NoObserver implements PollObserver {
        @Override
        public void opened(PollRecorder recorder) {}

        @Override
        public void closed(PollRecorder recorder) {}
    }
}
