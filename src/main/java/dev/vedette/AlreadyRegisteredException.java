package dev.vedette;

import java.io.Serial;

/**
 * Thrown when a source is registered with a {@link Poll} that it is registered with already. The first registration
 * stands untouched; {@code reregister} changes it.
 */
public final class AlreadyRegisteredException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was wrong, and what to do
     */
    public AlreadyRegisteredException(String message) {
        super(message);
    }
}
