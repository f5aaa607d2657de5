package dev.vedette;

import java.io.Serial;

/**
 * Thrown when a closed {@link Poll} is polled or its {@link Registry} is used, and by a poll that is waiting while
 * another thread closes the Poll.
 */
public final class ClosedPollException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was wrong, and what to do
     */
    public ClosedPollException(String message) {
        super(message);
    }
}
