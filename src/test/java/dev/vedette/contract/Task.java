package dev.vedette.contract;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Something that another thread does for a test. */
public final class Task<T> {
    /** So many looks in a row, so long apart, must find a thread in poll before it counts as waiting there. */
    private static final int LOOKS = 4;

    private static final long LOOK_INTERVAL_MS = 5;

    private final FutureTask<T> future;
    private final Thread thread;

    /** Starts it on whatever thread the starter makes. */
    public Task(Callable<T> body, Function<Runnable, Thread> starter) {
        future = new FutureTask<>(body);
        thread = starter.apply(future);
    }

    /** Starts it on a thread of the platform. */
    public static <T> Task<T> start(Callable<T> body) {
        return new Task<>(body, runnable -> {
            Thread thread = new Thread(runnable);
            thread.setDaemon(true);
            thread.start();
            return thread;
        });
    }

    public Thread thread() {
        return thread;
    }

    public boolean isDone() {
        return future.isDone();
    }

    /** Its result, or what it threw. For what waits once, at most. */
    public T join() throws Exception {
        return join(Watch.PATIENCE);
    }

    /** Its result, or what it threw. */
    public T join(Duration patience) throws Exception {
        try {
            return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        } catch (TimeoutException e) {
            AssertionError error = new AssertionError("still at work: " + thread);
            error.setStackTrace(thread.getStackTrace());
            throw error;
        }
    }

    /** Returns when the thread is, as far as can be seen from outside, waiting in a poll. */
    public Task<T> awaitInPoll() throws InterruptedException {
        long startNs = System.nanoTime();
        for (int found = 0; found < LOOKS; ) {
            if (future.isDone() || System.nanoTime() - startNs > Watch.PATIENCE.toNanos()) {
                throw new AssertionError(
                        thread + " is not waiting in a poll" + (future.isDone() ? ", it is done" : ""));
            }
            found = isInPoll() ? found + 1 : 0;
            Thread.sleep(LOOK_INTERVAL_MS);
        }
        return this;
    }

    private boolean isInPoll() {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("dev.vedette.Poll")
                        && frame.getMethodName().equals("poll"));
    }
}
