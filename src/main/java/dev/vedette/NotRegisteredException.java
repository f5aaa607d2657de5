package dev.vedette;

import java.io.Serial;

/** Thrown when a source that is not registered with a {@link Poll} is reregistered or deregistered. */
public final class NotRegisteredException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was wrong, and what to do
     */
    public NotRegisteredException(String message) {
        super(message);
    }
}
