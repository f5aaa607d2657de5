package dev.vedette;

import java.io.Serial;

/**
 * Thrown by an attempt to reregister or deregister a source that is not registered with the {@link Poll}.
 *
 * @since 0.1
 */
public final class NotRegisteredException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Constructs an exception with the given detail message.
     *
     * @param message the detail message, which states the error and the remedy
     */
    public NotRegisteredException(String message) {
        super(message);
    }
}
