package dev.vedette.examples.redis.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Counts and logs failures to accept a connection. The usual cause is that the process is out of descriptors.
 *
 * <p>A failure is counted at once, but logged only after the next success. A logger may need a descriptor for its first
 * message, for example to read the time zone from a file. Without one it fails with an {@link Error}, then and at every
 * later use.
 */
final class AcceptFailures {
    /** The pause after a failure. An immediate retry would fail again. */
    static final Duration PAUSE = Duration.ofMillis(100);

    private static final Logger LOG = System.getLogger(AcceptFailures.class.getName());

    private final Counters counters;
    private IOException first; // the first failure since the last success, or null
    private long count;

    AcceptFailures(Counters counters) {
        this.counters = counters;
    }

    void add(IOException failure) {
        counters.acceptFailed();
        if (first == null) {
            first = failure;
        }
        count++;
    }

    /** Ends a series of failures, because a connection has been accepted. */
    void end() {
        if (first != null) {
            log("Accepting connections again, after " + count + " failures");
            first = null;
            count = 0;
        }
    }

    private void log(String message) {
        try {
            LOG.log(Level.WARNING, message, first);
        } catch (LinkageError e) {
            // The logger found no descriptor, because the connection has taken the last one. The failures are counted.
        }
    }
}
