package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** The commands that use the keyspace. */
final class KeyCommands {
    private static final byte[] OK = "OK".getBytes(ISO_8859_1);

    private KeyCommands() {}

    static void get(Request request, Keyspace keyspace, ReplyEncoder replies) {
        replies.bulk(keyspace.get(request.argument(1)));
    }

    /** Supports none of the options (EX, PX, NX, XX, …), and rejects them as Redis rejects an unknown option. */
    static void set(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException {
        if (request.size() > 3) {
            throw new CommandException("syntax error");
        }
        keyspace.set(request.argument(1), request.argument(2));
        replies.status(OK);
    }

    static void incr(Request request, Keyspace keyspace, ReplyEncoder replies) throws CommandException {
        replies.integer(keyspace.increment(request.argument(1)));
    }

    /**
     * Looks up each key when there is room for its value, so that the reply to a slow reader does not keep the values
     * alive. The reply is not a snapshot, but the same as that of a sequence of GET commands.
     */
    static void mget(Request request, Keyspace keyspace, ReplyEncoder replies) {
        replies.array(request.size() - 1, index -> keyspace.get(request.argument(index + 1)));
    }

    static void del(Request request, Keyspace keyspace, ReplyEncoder replies) {
        int removed = 0;
        for (int i = 1; i < request.size(); i++) {
            if (keyspace.remove(request.argument(i))) {
                removed++;
            }
        }
        replies.integer(removed);
    }

    /** Counts a key as often as it occurs among the arguments. */
    static void exists(Request request, Keyspace keyspace, ReplyEncoder replies) {
        int found = 0;
        for (int i = 1; i < request.size(); i++) {
            if (keyspace.contains(request.argument(i))) {
                found++;
            }
        }
        replies.integer(found);
    }

    static void dbsize(Request request, Keyspace keyspace, ReplyEncoder replies) {
        replies.integer(keyspace.size());
    }
}
