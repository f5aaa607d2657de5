package dev.vedette.internal.jfr;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;

/**
 * The one door to Flight Recorder: whoever does not come through it never touches a class of {@code jdk.jfr}, which a
 * JVM with limited modules, an OSGi framework or a stripped JDK does not show us.
 *
 * <p>Seeing {@code jdk.jfr} is not enough: when a recording begins, Flight Recorder rewrites event classes, and what it
 * puts in refers to its internal packages (17: {@code jdk.jfr.internal.handlers}, 25: {@code jdk.jfr.internal.event}).
 * A class loader that shows exported packages alone, as that of a bundle does, would then fail in the midst of a poll.
 * So there are no events unless our class loader shows the internals too.
 *
 * <p>What a SecurityManager forbids (up to Java 23) is treated as if it did not exist.
 */
public final class Jfr {
    /** A class beside those that the rewritten events refer to. */
    private static final String INTERNAL = "jdk.jfr.internal.JVM";

    private static final PollObserver OBSERVER = load();

    private Jfr() {}

    /** What brings Polls and recordings together; does nothing where there is no Flight Recorder. */
    public static PollObserver observer() {
        return OBSERVER;
    }

    private static PollObserver load() {
        try {
            return showsInternals() ? new JfrObserver() : new NoObserver();
        } catch (LinkageError | SecurityException e) {
            return new NoObserver();
        }
    }

    /**
     * If nobody shows that class, it has another name in this JDK, and there is nothing to be said against our loader.
     */
    private static boolean showsInternals() {
        return shows(Jfr.class.getClassLoader()) || !shows(ClassLoader.getPlatformClassLoader());
    }

    private static boolean shows(ClassLoader loader) {
        try {
            Class.forName(INTERNAL, false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static final class NoObserver implements PollObserver {
        @Override
        public void opened(PollRecorder recorder) {}

        @Override
        public void closed(PollRecorder recorder) {}
    }
}
