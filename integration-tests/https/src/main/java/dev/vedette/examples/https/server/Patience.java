package dev.vedette.examples.https.server;

import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.protocol.Protocol;
import dev.vedette.examples.https.protocol.Protocol.Phase;
import java.time.Duration;

/**
 * How long a connection waits for its peer. During an exchange, and while the peer has to take what is sent, the time
 * starts again with every piece. Otherwise it starts when the phase changes or an exchange ends, and nothing else moves
 * its end: neither a byte of the head, nor new keys, nor an answer to them.
 */
final class Patience {
    private final Limits limits;
    private Phase phase;
    private long exchanges;
    private long endNs;

    Patience(Limits limits) {
        this.limits = limits;
    }

    /**
     * Returns the time that the peer has from now on. Called whenever something may have changed.
     *
     * @param sending whether the peer has to take what is sent before anything else
     */
    Duration next(Protocol protocol, boolean sending) {
        if (sending) {
            return limits.time(Phase.EXCHANGE);
        }
        long nowNs = System.nanoTime();
        Phase newPhase = protocol.phase();
        if (newPhase == Phase.EXCHANGE || newPhase != phase || protocol.exchanges() != exchanges) {
            phase = newPhase;
            exchanges = protocol.exchanges();
            endNs = nowNs + limits.time(phase).toNanos();
        }
        return Duration.ofNanos(Math.max(0, endNs - nowNs));
    }
}
