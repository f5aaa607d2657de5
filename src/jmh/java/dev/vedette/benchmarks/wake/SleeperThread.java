package dev.vedette.benchmarks.wake;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A thread that sleeps repeatedly and runs an action after each sleep. */
final class SleeperThread implements Closeable {
    private final Sleeper sleeper;
    private final Thread thread;
    private volatile boolean ended;

    SleeperThread(Sleeper sleeper, Runnable afterEachSleep) {
        this.sleeper = sleeper;
        thread = new Thread(() -> run(afterEachSleep));
        thread.start();
    }

    private void run(Runnable afterEachSleep) {
        try {
            while (!ended) {
                sleeper.sleep();
                afterEachSleep.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        sleeper.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sleeper.close();
    }
}
