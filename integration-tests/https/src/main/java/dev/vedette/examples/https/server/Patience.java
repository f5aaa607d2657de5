package dev.vedette.examples.https.server;

import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.protocol.Protocol.Phase;
import java.time.Duration;

/**
 * How long a connection waits for its peer. The time starts when the phase changes. During an exchange it starts again
 * with every piece; the other phases have a fixed end, whatever the peer sends.
 */
final class Patience {
    private final Limits limits;
    private Phase phase;

    Patience(Limits limits) {
        this.limits = limits;
    }

    /** Returns the time to wait from now on, or null if the time that was returned before goes on. */
    Duration next(Phase newPhase) {
        if (newPhase == phase && newPhase != Phase.EXCHANGE) {
            return null;
        }
        phase = newPhase;
        return limits.time(newPhase);
    }

    /** Makes the next time start anew: the peer has finished something, even if it is in the same phase again. */
    void restart() {
        phase = null;
    }
}
