package dev.vedette;

import java.io.Serial;

/**
 * Thrown by an attempt to poll a closed {@link Poll} or to use its {@link Registry}. Also thrown by a poll that is in
 * progress when another thread closes the Poll.
 *
 * @since 0.1
 */
public final class ClosedPollException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Constructs an exception with the given detail message.
     *
     * @param message the detail message, which states the error and the remedy
     */
    public ClosedPollException(String message) {
        super(message);
    }
}
