package dev.vedette.examples.redis.server;

/** What {@link Thread} leaves to its callers. */
final class Threads {
    private Threads() {}

    /** Waits for the end of a thread, interrupted or not; an interrupt is kept for the caller. */
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
