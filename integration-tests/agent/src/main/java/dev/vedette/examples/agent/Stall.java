package dev.vedette.examples.agent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The time for which the handlers with a planted stall block the thread of their event loop. */
final class Stall {
    private static final long NS = TimeUnit.MILLISECONDS.toNanos(300);

    private Stall() {}

    /** Blocks. Called by a method named {@code plantedStall} of each program. */
    static void block() {
        long endNs = System.nanoTime() + NS;
        for (long leftNs = NS; leftNs > 0; leftNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs); // may return at once
        }
    }
}
