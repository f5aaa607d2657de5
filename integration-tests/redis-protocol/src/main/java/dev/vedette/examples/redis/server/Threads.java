package dev.vedette.examples.redis.server;

/** Utilities for threads. */
final class Threads {
    private Threads() {}

    /**
     * Waits until a thread has ended, even if the caller is interrupted. The interrupt status of the caller is
     * preserved.
     */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
