package dev.vedette.examples.redis.protocol;

import java.util.Arrays;

/**
 * Splits an inline request into its arguments, by the rules of Redis's {@code sdssplitargs}. Blanks separate arguments.
 * In double quotes there are the escapes {@code \n \r \t \b \a \xhh}, and a backslash before any other character stands
 * for that character. In single quotes the only escape is {@code \'}. A closing quote must be followed by a blank or
 * the end of the line.
 *
 * <p>A zero byte is an ordinary byte here. In Redis it ends the line.
 */
final class InlineRequest {
    private final byte[] line;
    private final int end;
    private final byte[] argument; // the argument being built, which is never longer than the line
    private int position;
    private int length; // of the argument being built

    private InlineRequest(byte[] line) {
        this.line = line;
        end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        argument = new byte[end];
    }

    /** Adds the arguments of a line to a request. The line is passed without its line feed. */
    static void split(byte[] line, Request request) throws ProtocolException {
        new InlineRequest(line).split(request);
    }

    private void split(Request request) throws ProtocolException {
        skipBlanks();
        while (position < end) {
            length = 0;
            takeArgument();
            request.add(Arrays.copyOf(argument, length));
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (position < end && isSpace(line[position])) {
            position++;
        }
    }

    private void takeArgument() throws ProtocolException {
        while (position < end) {
            byte next = line[position++];
            switch (next) {
                case ' ', '\t', '\r' -> {
                    return;
                }
                case '"' -> {
                    takeDoubleQuoted();
                    return;
                }
                case '\'' -> {
                    takeSingleQuoted();
                    return;
                }
                default -> argument[length++] = next;
            }
        }
    }

    private void takeDoubleQuoted() throws ProtocolException {
        while (position < end) {
            byte next = line[position++];
            if (next == '"') {
                requireBlankOrEnd();
                return;
            }
            argument[length++] = next == '\\' && position < end ? takeEscaped() : next;
        }
        throw unbalancedQuotes();
    }

    private byte takeEscaped() {
        byte next = line[position++];
        if (next == 'x' && position + 1 < end && isHexadecimal(line[position]) && isHexadecimal(line[position + 1])) {
            int high = Character.digit(line[position++], 16);
            int low = Character.digit(line[position++], 16);
            return (byte) (high << 4 | low);
        }
        return switch (next) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 0x07; // the bell character, which has no escape in Java
            default -> next;
        };
    }

    private void takeSingleQuoted() throws ProtocolException {
        while (position < end) {
            byte next = line[position++];
            if (next == '\'') {
                requireBlankOrEnd();
                return;
            }
            if (next == '\\' && position < end && line[position] == '\'') {
                next = line[position++];
            }
            argument[length++] = next;
        }
        throw unbalancedQuotes();
    }

    private void requireBlankOrEnd() throws ProtocolException {
        if (position < end && !isSpace(line[position])) {
            throw unbalancedQuotes();
        }
    }

    private static ProtocolException unbalancedQuotes() {
        return new ProtocolException("unbalanced quotes in request");
    }

    /** Works like C's {@code isspace}. */
    private static boolean isSpace(byte character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }

    private static boolean isHexadecimal(byte character) {
        return Character.digit(character, 16) >= 0;
    }
}
