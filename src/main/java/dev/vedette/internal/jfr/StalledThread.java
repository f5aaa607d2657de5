package dev.vedette.internal.jfr;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out what a thread is doing, from outside.
 *
 * <p>The module {@code java.management} knows for which lock a platform thread waits, and which thread holds it. If it
 * is missing, and for virtual threads, the lock is known only if the thread is parked, and its owner is not known.
 */
final class StalledThread {
    /** As many as Flight Recorder itself records by default. */
    private static final int MAX_FRAMES = 64;

    private StalledThread() {}

    /** Sets the fields of an event that describe the thread. */
    static void describe(Thread thread, StallEvent event) {
        event.state = thread.getState().name();
        event.stack = text(thread.getStackTrace());
        Object blocker = LockSupport.getBlocker(thread);
        if (blocker != null) {
            event.lock = blocker.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(blocker));
        }
        try {
            Management.describeLock(thread, event);
        } catch (LinkageError e) {
            // java.management is missing
        }
    }

    private static String text(StackTraceElement[] frames) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < frames.length && i < MAX_FRAMES; i++) {
            StackTraceElement frame = frames[i];
            text.append(i == 0 ? "" : "\n")
                    .append(frame.getClassName())
                    .append('.')
                    .append(frame.getMethodName());
            if (frame.getLineNumber() >= 0) {
                text.append(" line: ").append(frame.getLineNumber());
            }
        }
        return text.append(frames.length > MAX_FRAMES ? "\n..." : "").toString();
    }

    /** The only class that refers to {@code java.management}. */
    private static final class Management {
        private Management() {}

        static void describeLock(Thread thread, StallEvent event) {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            if (info != null && info.getLockName() != null) {
                event.lock = info.getLockName();
                event.owner = info.getLockOwnerName();
            }
        }
    }
}
