package dev.vedette;

import java.io.Serial;

/**
 * Thrown by an attempt to register a source with a {@link Poll} with which it is already registered. The existing
 * registration is unchanged; {@code reregister} changes it.
 *
 * @since 0.1
 */
public final class AlreadyRegisteredException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Constructs an exception with the given detail message.
     *
     * @param message the detail message, which states the error and the remedy
     */
    public AlreadyRegisteredException(String message) {
        super(message);
    }
}
