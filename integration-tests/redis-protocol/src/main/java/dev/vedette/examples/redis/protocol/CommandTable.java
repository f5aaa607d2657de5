package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** The reply to {@code COMMAND}: name, arity, flags, first key, last key and step of every command. */
final class CommandTable {
    static final byte[] ENCODED = encode();

    private CommandTable() {}

    private static byte[] encode() {
        StringBuilder table = new StringBuilder();
        line(table, '*', Command.count());
        for (Command command : Command.values()) {
            String name = command.spelling.toString();
            line(table, '*', 6);
            line(table, '$', name.length()).append(name).append("\r\n");
            line(table, ':', command.arity);
            appendFlags(table, command.flags.split(" "));
            line(table, ':', command.keys.first);
            line(table, ':', command.keys.last);
            line(table, ':', command.keys.step);
        }
        return table.toString().getBytes(ISO_8859_1);
    }

    private static void appendFlags(StringBuilder table, String[] flags) {
        line(table, '*', flags.length);
        for (String flag : flags) {
            table.append('+').append(flag).append("\r\n");
        }
    }

    private static StringBuilder line(StringBuilder table, char type, int number) {
        return table.append(type).append(number).append("\r\n");
    }
}
