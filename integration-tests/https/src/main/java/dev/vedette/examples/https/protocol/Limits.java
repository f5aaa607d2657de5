package dev.vedette.examples.https.protocol;

import java.time.Duration;

/**
 * What a server grants to a peer.
 *
 * @param idle the time between two requests
 * @param head the time for a handshake, and for the head of a request
 * @param stall the time without progress during an exchange
 * @param headBytes the size of the head of a request
 * @param contentBytes the size of the content of a request
 */
public record Limits(Duration idle, Duration head, Duration stall, int headBytes, long contentBytes) {
    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(30), 8 << 10, 1L << 30);

    public Limits withTimes(Duration newIdle, Duration newHead, Duration newStall) {
        return new Limits(newIdle, newHead, newStall, headBytes, contentBytes);
    }

    /** Returns the time that a peer has in a phase. */
    public Duration time(Protocol.Phase phase) {
        return switch (phase) {
            case IDLE -> idle;
            case HEAD -> head;
            case EXCHANGE -> stall;
        };
    }
}
