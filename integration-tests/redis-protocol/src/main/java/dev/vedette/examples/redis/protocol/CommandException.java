package dev.vedette.examples.redis.protocol;

/**
 * Thrown when a well-formed request cannot be executed. The message is sent as the reply, and the session continues.
 */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message, null, false, false); // no stack trace, because this is control flow
    }

    static CommandException wrongNumberOfArguments(String command) {
        return new CommandException("wrong number of arguments for '" + command + "' command");
    }
}
