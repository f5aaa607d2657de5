package dev.vedette.internal.jfr;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;

/**
 * The entrance to the events of Flight Recorder. Classes of {@code jdk.jfr} are loaded only through it, because a JVM
 * with limited modules, an OSGi framework or a reduced JDK may hide them.
 *
 * <p>It is not sufficient to see {@code jdk.jfr}. When a recording begins, Flight Recorder rewrites event classes, and
 * the new code refers to its internal packages ({@code jdk.jfr.internal.handlers} on 17, {@code jdk.jfr.internal.event}
 * on 25). With a class loader that shows exported packages only, like that of a bundle, a poll would then fail. So
 * there are no events unless our class loader shows the internal packages too.
 *
 * <p>A class that a SecurityManager hides (up to Java 23) is treated as if it did not exist.
 */
public final class Jfr {
    /** A class in the same module as those to which rewritten events refer. */
    private static final String INTERNAL = "jdk.jfr.internal.JVM";

    private static final PollObserver OBSERVER = load();

    private Jfr() {}

    /** Returns the observer that records Polls. It does nothing if there is no Flight Recorder. */
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

    /** If no loader shows that class, then this JDK has renamed it, and our loader may still show the others. */
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
