package dev.vedette.examples.redis.protocol;

/**
 * The request stream is beyond understanding: what follows cannot be told apart from what went before, so the session
 * ends with this message. The messages are those of Redis wherever it has one.
 */
final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super("Protocol error: " + message, null, false, false); // control flow, not a fault: no stack trace
    }
}
