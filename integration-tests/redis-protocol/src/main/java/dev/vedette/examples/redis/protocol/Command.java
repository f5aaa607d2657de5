package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** The commands, with the properties that Redis reports for each of them: arity, flags, and the positions of keys. */
enum Command {
    GET("get", 2, "readonly fast", Keys.FIRST, KeyCommands::get),
    SET("set", -3, "write", Keys.FIRST, KeyCommands::set),
    INCR("incr", 2, "write fast", Keys.FIRST, KeyCommands::incr),
    MGET("mget", -2, "readonly fast", Keys.ALL, KeyCommands::mget),
    DEL("del", -2, "write", Keys.ALL, KeyCommands::del),
    EXISTS("exists", -2, "readonly fast", Keys.ALL, KeyCommands::exists),
    DBSIZE("dbsize", 1, "readonly fast", Keys.NONE, KeyCommands::dbsize),
    PING("ping", -1, "fast", Keys.NONE, ServerCommands::ping),
    ECHO("echo", 2, "fast", Keys.NONE, ServerCommands::echo),
    COMMAND("command", -1, "loading stale", Keys.NONE, ServerCommands::command),
    CONFIG("config", -2, "admin", Keys.NONE, ServerCommands::config),
    QUIT("quit", -1, "fast", Keys.NONE, ServerCommands::quit);

    /** The implementation of a command. */
    @FunctionalInterface
    interface Action {
        void execute(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException;
    }

    /** The positions of the arguments that are keys. */
    enum Keys {
        NONE(0, 0, 0),
        FIRST(1, 1, 1),
        ALL(1, -1, 1);

        final int first;
        final int last; // counted from the end if negative
        final int step;

        Keys(int first, int last, int step) {
            this.first = first;
            this.last = last;
            this.step = step;
        }
    }

    private static final int QUOTED_CHARACTERS = 128; // at most, of a client's input in an error reply
    private static final Command[] COMMANDS = values(); // values() returns a new copy every time

    final Name spelling;
    final int arity; // includes the name of the command; negative for a minimum
    final String flags;
    final Keys keys;
    private final Action action;

    Command(String name, int arity, String flags, Keys keys, Action action) {
        spelling = new Name(name);
        this.arity = arity;
        this.flags = flags;
        this.keys = keys;
        this.action = action;
    }

    static int count() {
        return COMMANDS.length;
    }

    /** Returns the command of a request, after a check of the number of arguments. */
    static Command of(Request request) throws CommandException {
        byte[] name = request.argument(0);
        for (Command command : COMMANDS) {
            if (command.spelling.matches(name)) {
                command.requireArity(request);
                return command;
            }
        }
        throw unknown(request);
    }

    void execute(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException {
        action.execute(request, keyspace, replies);
    }

    private void requireArity(Request request) throws CommandException {
        if (arity > 0 ? request.size() != arity : request.size() < -arity) {
            throw CommandException.wrongNumberOfArguments(spelling.toString());
        }
    }

    private static CommandException unknown(Request request) {
        StringBuilder arguments = new StringBuilder();
        for (int i = 1; i < request.size() && arguments.length() < QUOTED_CHARACTERS; i++) {
            String quoted = quote(request.argument(i), QUOTED_CHARACTERS - arguments.length());
            arguments.append('\'').append(quoted).append("' ");
        }
        String name = quote(request.argument(0), QUOTED_CHARACTERS);
        return new CommandException("unknown command '" + name + "', with args beginning with: " + arguments);
    }

    static CommandException unknownSubcommand(Request request) {
        return new CommandException("unknown subcommand '" + quote(request.argument(1), QUOTED_CHARACTERS) + "'. Try "
                + new String(request.argument(0), ISO_8859_1).toUpperCase(Locale.ROOT) + " HELP.");
    }

    /** Works like C's {@code %.*s}: returns at most {@code most} characters, and stops at a zero byte. */
    private static String quote(byte[] argument, int most) {
        int length = 0;
        while (length < argument.length && length < most && argument[length] != 0) {
            length++;
        }
        return new String(argument, 0, length, ISO_8859_1);
    }
}
