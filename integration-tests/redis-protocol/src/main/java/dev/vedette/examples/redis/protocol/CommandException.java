package dev.vedette.examples.redis.protocol;

/** A well-formed request that cannot be fulfilled: its reply is this message, and the session goes on. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message, null, false, false); // control flow, not a fault: no stack trace
    }

    static CommandException wrongNumberOfArguments(String command) {
        return new CommandException("wrong number of arguments for '" + command + "' command");
    }
}
