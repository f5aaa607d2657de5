package dev.vedette.examples.redis.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Keeps account of connections that could not be accepted, for want of descriptors most likely.
 *
 * <p>Counts at once, but logs only when it is over: a logger whose first line takes a descriptor, to read the time zone
 * from a file perhaps, does not get it before, and fails with an {@link Error}, now and ever after.
 */
final class AcceptFailures {
    /** How long to leave the listener alone after a failure; whoever tries again at once fails again. */
    static final Duration PAUSE = Duration.ofMillis(100);

    private static final Logger LOG = System.getLogger(AcceptFailures.class.getName());

    private final Counters counters;
    private IOException first; // of those since the last success, or null
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

    /** A connection has been accepted. */
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
            // The connection has taken the last descriptor there was. The counter has it all.
        }
    }
}
