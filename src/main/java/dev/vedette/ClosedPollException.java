package dev.vedette;

import java.io.Serial;

/** Thrown by any use of a {@link Poll} that is closed, and by a poll that is waiting while another thread closes it. */
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
