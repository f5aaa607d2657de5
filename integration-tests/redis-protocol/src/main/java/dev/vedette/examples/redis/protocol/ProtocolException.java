package dev.vedette.examples.redis.protocol;

/**
 * Thrown when the stream of requests is malformed. The beginning of the next request is then unknown, so the session
 * ends with this message. The messages are those of Redis, where Redis has one.
 */
final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super("Protocol error: " + message, null, false, false); // no stack trace, because this is control flow
    }
}
