package dev.vedette.examples.https.server;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of the two kinds. */
public final class Threads {
    /** Starts a virtual thread for each task; null before Java 21. */
    private static final Executor VIRTUAL = virtualThreads();

    private Threads() {}

    private static Executor virtualThreads() {
        try {
            MethodHandle factory = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (Executor) factory.invoke();
        } catch (NoSuchMethodException e) {
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException("no virtual threads", e);
        }
    }

    /** Runs a task in a virtual thread, or before Java 21 in a platform thread. */
    public static void start(String name, Runnable task) {
        if (VIRTUAL != null) {
            VIRTUAL.execute(task);
        } else {
            platform(name, task).start();
        }
    }

    /** Returns whether the time has passed without an interrupt. */
    static boolean sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Thread platform(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
