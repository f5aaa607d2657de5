package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** The commands for the connection and the server. */
final class ServerCommands {
    private static final byte[] PONG = "PONG".getBytes(ISO_8859_1);
    private static final byte[] OK = "OK".getBytes(ISO_8859_1);

    private static final Name COUNT = new Name("count");
    private static final Name DOCS = new Name("docs");
    private static final Name GET = new Name("get");

    private ServerCommands() {}

    static void ping(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException {
        switch (request.size()) {
            case 1 -> replies.status(PONG);
            case 2 -> replies.bulk(request.argument(1));
            default -> throw CommandException.wrongNumberOfArguments("ping");
        }
    }

    static void echo(Request request, Keyspace keyspace, ReplyEncoder replies) {
        replies.bulk(request.argument(1));
    }

    /** Writes only the reply. The session ends itself. */
    static void quit(Request request, Keyspace keyspace, ReplyEncoder replies) {
        replies.status(OK);
    }

    /** Executes {@code COMMAND}, {@code COMMAND COUNT}, and {@code COMMAND DOCS}, which returns no documentation. */
    static void command(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException {
        if (request.size() == 1) {
            replies.encoded(CommandTable.ENCODED);
        } else if (COUNT.matches(request.argument(1))) {
            if (request.size() > 2) {
                throw CommandException.wrongNumberOfArguments("command|count");
            }
            replies.integer(Command.count());
        } else if (DOCS.matches(request.argument(1))) {
            replies.array(0, index -> null);
        } else {
            throw Command.unknownSubcommand(request);
        }
    }

    /**
     * Executes {@code CONFIG GET}, by which load generators report the configuration. Accepts names, but not patterns.
     */
    static void config(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException {
        if (!GET.matches(request.argument(1))) {
            throw Command.unknownSubcommand(request);
        }
        if (request.size() == 2) {
            throw CommandException.wrongNumberOfArguments("config|get");
        }
        List<byte[]> namesAndValues = new ArrayList<>();
        for (Setting setting : Setting.ALL) {
            if (setting.isNamedIn(request)) {
                namesAndValues.add(setting.name.bytes());
                namesAndValues.add(setting.value);
            }
        }
        replies.array(namesAndValues.size(), namesAndValues::get);
    }

    /** A setting that clients ask for. Both settings say that nothing is written to a disk. */
    private record Setting(Name name, byte[] value) {
        static final List<Setting> ALL = List.of(
                new Setting(new Name("save"), new byte[0]),
                new Setting(new Name("appendonly"), "no".getBytes(ISO_8859_1)));

        boolean isNamedIn(Request request) {
            for (int i = 2; i < request.size(); i++) {
                if (name.matches(request.argument(i))) {
                    return true;
                }
            }
            return false;
        }
    }
}
