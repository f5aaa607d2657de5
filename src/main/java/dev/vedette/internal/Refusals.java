package dev.vedette.internal;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.ClosedPollException;
import dev.vedette.NotRegisteredException;

/**
 * The exceptions of the API that several classes throw, with their messages.
 *
 * <p>They are returned as a {@link RuntimeException}. Otherwise the verifier would load the class of each exception
 * with the class that throws it, on the way to the first event.
 */
public final class Refusals {
    private Refusals() {}

    public static RuntimeException closed(String pollName) {
        return new ClosedPollException("Poll '" + pollName + "' is closed");
    }

    public static RuntimeException alreadyRegistered(Object source) {
        return new AlreadyRegisteredException(source + " is registered already; reregister changes it");
    }

    public static RuntimeException exclusive(Object source) {
        return new UnsupportedOperationException(source
                + " is registered exclusively, and such a registration cannot be changed; deregister it and register it"
                + " again");
    }

    public static RuntimeException notRegistered(Object source) {
        return new NotRegisteredException(source + " is not registered with this Poll");
    }
}
