package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vedette.examples.redis.protocol.Dialogue.Cut;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the replies to requests, for every cut of the stream and for buffers of different sizes. */
class SessionTest {
    private record Case(String behaviour, String requests, String replies, boolean finished) {
        @Override
        public String toString() {
            return behaviour;
        }
    }

    private static Case continues(String behaviour, String requests, String replies) {
        return new Case(behaviour, requests, replies, false);
    }

    private static Case ends(String behaviour, String requests, String replies) {
        return new Case(behaviour, requests, replies, true);
    }

    @ParameterizedTest
    @MethodSource({"commands", "inlineRequests", "arrays", "wrongRequests", "protocolErrors"})
    void repliesDoNotDependOnHowTheBytesAreCut(Case expected) {
        for (Cut cut : Cut.values()) {
            for (int replyCapacity : new int[] {Session.MIN_REPLY_CAPACITY, Session.MIN_REPLY_CAPACITY + 7, 1 << 16}) {
                Dialogue dialogue = new Dialogue(new Session(new Keyspace(), Limits.DEFAULT), replyCapacity);
                dialogue.send(expected.requests.getBytes(ISO_8859_1), cut.pieceLengths(replyCapacity));
                assertThat(dialogue.replies())
                        .as("cut %s, room for %d bytes", cut, replyCapacity)
                        .isEqualTo(expected.replies);
                assertThat(dialogue.isFinished()).as("finished").isEqualTo(expected.finished);
            }
        }
    }

    static Stream<Case> commands() {
        return Stream.of(
                continues("PING", array("PING"), "+PONG\r\n"),
                continues("PING with a message", array("PING", "hello"), "$5\r\nhello\r\n"),
                continues("ECHO", array("ECHO", "hello"), "$5\r\nhello\r\n"),
                continues("ECHO of an empty string", array("ECHO", ""), "$0\r\n\r\n"),
                continues("ECHO of every byte", array("ECHO", everyByte()), bulk(everyByte())),
                continues("GET of a missing key", array("GET", "k"), "$-1\r\n"),
                continues("SET and GET", array("SET", "k", "v") + array("GET", "k"), "+OK\r\n$1\r\nv\r\n"),
                continues(
                        "SET and GET of every byte",
                        array("SET", everyByte(), everyByte()) + array("GET", everyByte()),
                        "+OK\r\n" + bulk(everyByte())),
                continues(
                        "SET replaces",
                        array("SET", "k", "v") + array("SET", "k", "w") + array("GET", "k"),
                        "+OK\r\n+OK\r\n$1\r\nw\r\n"),
                continues(
                        "a value larger than any buffer",
                        array("SET", "k", "x".repeat(300_000)) + array("GET", "k"),
                        "+OK\r\n" + bulk("x".repeat(300_000))),
                continues(
                        "DEL counts what it removes",
                        array("SET", "a", "1") + array("DEL", "a", "b", "a") + array("GET", "a"),
                        "+OK\r\n:1\r\n$-1\r\n"),
                continues(
                        "EXISTS counts a key as often as it is named",
                        array("SET", "a", "1") + array("EXISTS", "a", "b", "a"),
                        "+OK\r\n:2\r\n"),
                continues("INCR begins at zero", array("INCR", "n") + array("INCR", "n"), ":1\r\n:2\r\n"),
                continues(
                        "INCR is seen by GET",
                        array("SET", "n", "-1") + array("INCR", "n") + array("GET", "n"),
                        "+OK\r\n:0\r\n$1\r\n0\r\n"),
                continues(
                        "INCR of the smallest number",
                        array("SET", "n", "-9223372036854775808") + array("INCR", "n"),
                        "+OK\r\n:-9223372036854775807\r\n"),
                continues(
                        "INCR does not overflow",
                        array("SET", "n", "9223372036854775807") + array("INCR", "n") + array("GET", "n"),
                        "+OK\r\n-ERR increment or decrement would overflow\r\n$19\r\n9223372036854775807\r\n"),
                continues(
                        "INCR of a value that is not a number",
                        array("SET", "n", "01") + array("INCR", "n"),
                        "+OK\r\n-ERR value is not an integer or out of range\r\n"),
                continues(
                        "MGET",
                        array("SET", "a", "1") + array("SET", "b", "") + array("MGET", "a", "x", "b", "a"),
                        "+OK\r\n+OK\r\n*4\r\n$1\r\n1\r\n$-1\r\n$0\r\n\r\n$1\r\n1\r\n"),
                continues(
                        "MGET of more than a buffer can hold",
                        array("SET", "k", "x".repeat(5_000)) + array("MGET", "k", "k", "none", "k"),
                        "+OK\r\n*4\r\n" + bulk("x".repeat(5_000)).repeat(2) + "$-1\r\n" + bulk("x".repeat(5_000))),
                continues(
                        "DBSIZE",
                        array("DBSIZE") + array("SET", "a", "1") + array("SET", "b", "1") + array("DBSIZE"),
                        ":0\r\n+OK\r\n+OK\r\n:2\r\n"),
                continues("COMMAND COUNT", array("COMMAND", "COUNT"), ":12\r\n"),
                continues("COMMAND DOCS", array("COMMAND", "DOCS"), "*0\r\n"),
                continues("COMMAND DOCS of a command", array("command", "docs", "get"), "*0\r\n"),
                continues(
                        "CONFIG GET of known settings",
                        array("CONFIG", "GET", "save") + array("CONFIG", "GET", "appendonly"),
                        "*2\r\n$4\r\nsave\r\n$0\r\n\r\n*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"),
                continues(
                        "CONFIG GET of several settings",
                        array("config", "get", "AppendOnly", "nothing", "save"),
                        "*4\r\n$4\r\nsave\r\n$0\r\n\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"),
                continues("CONFIG GET of an unknown setting", array("CONFIG", "GET", "maxmemory"), "*0\r\n"),
                continues("names in any case", array("pInG") + array("PiNg"), "+PONG\r\n+PONG\r\n"),
                ends("QUIT", array("QUIT"), "+OK\r\n"),
                ends("nothing after QUIT", array("QUIT") + array("PING"), "+OK\r\n"),
                ends("QUIT after others", array("PING") + array("quit"), "+PONG\r\n+OK\r\n"));
    }

    static Stream<Case> inlineRequests() {
        return Stream.of(
                continues("a line", "PING\r\n", "+PONG\r\n"),
                continues("a line without carriage return", "PING\n", "+PONG\r\n"),
                continues("blank lines have no reply", "\r\n\n  \t \r\nPING\r\n", "+PONG\r\n"),
                continues("blanks around arguments", "  ECHO \t hello  \r\n", "$5\r\nhello\r\n"),
                continues("double quotes", "ECHO \"hello world\"\r\n", "$11\r\nhello world\r\n"),
                continues("empty quotes", "ECHO \"\"\r\nECHO ''\r\n", "$0\r\n\r\n$0\r\n\r\n"),
                continues("escapes", "ECHO \"\\n\\r\\t\\b\\a\\\\\\\"\\q\"\r\n", "$8\r\n\n\r\t\b\007\\\"q\r\n"),
                continues("hexadecimal escapes", "ECHO \"\\x00\\xfF\\x4\\xzz\"\r\n", "$7\r\n\0\u00ffx4xzz\r\n"),
                continues("single quotes", "ECHO 'a \\'b\\' \\n'\r\n", "$8\r\na 'b' \\n\r\n"),
                continues("a quote in the middle of an argument", "ECHO a\"b c\"\r\n", "$4\r\nab c\r\n"),
                continues("a blank after a closing quote", "ECHO \"a\" \r\n", "$1\r\na\r\n"),
                continues("a zero byte", "ECHO a\0b\r\n", "$3\r\na\0b\r\n"),
                continues(
                        "inline requests and arrays alternate",
                        "PING\r\n" + array("PING") + "PING\r\n",
                        "+PONG\r\n".repeat(3)),
                continues(
                        "the longest line",
                        "ECHO " + "x".repeat(64 * 1024 - 6) + "\r\n",
                        bulk("x".repeat(64 * 1024 - 6))),
                ends("a quote that is not closed", "ECHO \"a\r\nPING\r\n", UNBALANCED),
                ends("a single quote that is not closed", "ECHO 'a\r\n", UNBALANCED),
                ends("a letter after a closing quote", "ECHO \"a\"b\r\n", UNBALANCED),
                ends("a letter after a closing single quote", "ECHO 'a'b\r\n", UNBALANCED),
                ends("a backslash before the end", "ECHO \"a\\\r\n", UNBALANCED));
    }

    private static final String UNBALANCED = "-ERR Protocol error: unbalanced quotes in request\r\n";

    static Stream<Case> arrays() {
        return Stream.of(
                continues("an incomplete request has no reply", "*2\r\n$4\r\nECHO\r\n$5\r\nhell", ""),
                continues("an empty array has no reply", "*0\r\n*-1\r\n*-5\r\n" + array("PING"), "+PONG\r\n"),
                continues("a thousand requests", array("PING").repeat(1_000), "+PONG\r\n".repeat(1_000)),
                continues(
                        "a request of many arguments",
                        "*10001\r\n$6\r\nEXISTS\r\n" + "$1\r\nk\r\n".repeat(10_000),
                        ":0\r\n"),
                continues("line ends are not checked", "*1\rx$4\ryPINGab", "+PONG\r\n"));
    }

    static Stream<Case> wrongRequests() {
        String hundred = "0123456789".repeat(10);
        return Stream.of(
                continues("an unknown command", array("FOO"), unknown("FOO", "")),
                continues("an unknown command with arguments", array("foo", "a", "b c"), unknown("foo", "'a' 'b c' ")),
                continues("a command without a name", array(""), unknown("", "")),
                continues("line ends in an unknown command", array("a\r\nb", "c\nd"), unknown("a  b", "'c d' ")),
                continues("a zero byte ends the quoted text", array("foo\0bar", "a\0b"), unknown("foo", "'a' ")),
                continues(
                        "a name is quoted up to 128 characters",
                        array(hundred + hundred),
                        unknown((hundred + hundred).substring(0, 128), "")),
                continues(
                        "arguments are quoted up to 128 characters",
                        array("foo", hundred, hundred, "more"),
                        unknown("foo", "'" + hundred + "' '" + hundred.substring(0, 25) + "' ")),
                continues("GET without a key", array("GET"), wrongNumber("get")),
                continues("GET of two keys", array("GET", "a", "b"), wrongNumber("get")),
                continues("SET without a value", array("SET", "k"), wrongNumber("set")),
                continues("SET with options", array("SET", "k", "v", "EX", "10"), "-ERR syntax error\r\n"),
                continues(
                        "SET with options sets nothing",
                        array("SET", "k", "v", "NX") + array("GET", "k"),
                        "-ERR syntax error\r\n$-1\r\n"),
                continues("PING with two messages", array("PING", "a", "b"), wrongNumber("ping")),
                continues("ECHO without an argument", array("echo"), wrongNumber("echo")),
                continues(
                        "DEL, EXISTS and MGET without a key",
                        "DEL\r\nEXISTS\r\nMGET\r\n",
                        wrongNumber("del") + wrongNumber("exists") + wrongNumber("mget")),
                continues("INCR of two keys", array("INCR", "a", "b"), wrongNumber("incr")),
                continues("DBSIZE with an argument", array("DBSIZE", "a"), wrongNumber("dbsize")),
                continues("CONFIG without a subcommand", array("CONFIG"), wrongNumber("config")),
                continues("CONFIG GET without a setting", array("CONFIG", "GET"), wrongNumber("config|get")),
                continues(
                        "CONFIG SET",
                        array("config", "set", "save", ""),
                        "-ERR unknown subcommand 'set'. Try CONFIG HELP.\r\n"),
                continues(
                        "COMMAND COUNT with an argument", array("COMMAND", "COUNT", "a"), wrongNumber("command|count")),
                continues(
                        "COMMAND with an unknown subcommand",
                        array("COMMAND", "GETKEYS"),
                        "-ERR unknown subcommand 'GETKEYS'. Try COMMAND HELP.\r\n"));
    }

    static Stream<Case> protocolErrors() {
        return Stream.of(
                ends("a missing number of arguments", "*\r\n", protocolError("invalid multibulk length")),
                ends("a word instead of a number", "*three\r\n", protocolError("invalid multibulk length")),
                ends("a plus sign", "*+1\r\n", protocolError("invalid multibulk length")),
                ends("a leading zero", "*01\r\n", protocolError("invalid multibulk length")),
                ends("a blank", "* 1\r\n", protocolError("invalid multibulk length")),
                ends("too many arguments", "*1048577\r\n", protocolError("invalid multibulk length")),
                ends(
                        "a number too large for a long",
                        "*99999999999999999999\r\n",
                        protocolError("invalid multibulk length")),
                ends("an integer instead of a bulk string", "*1\r\n:1\r\n", protocolError("expected '$', got ':'")),
                ends("a line end instead of a bulk string", "*1\r\n\r\n", protocolError("expected '$', got ' '")),
                ends("a missing length", "*1\r\n$\r\n", protocolError("invalid bulk length")),
                ends("a negative length", "*1\r\n$-1\r\n", protocolError("invalid bulk length")),
                ends("an argument that is too long", "*1\r\n$524289\r\n", protocolError("invalid bulk length")),
                ends(
                        "an error after other replies",
                        array("PING") + "*x\r\n" + array("PING"),
                        "+PONG\r\n" + protocolError("invalid multibulk length")),
                ends("a line that is too long", "x".repeat(64 * 1024 + 1), protocolError("too big inline request")),
                ends(
                        "a complete line that is too long",
                        "x".repeat(64 * 1024 + 1) + "\r\n",
                        protocolError("too big inline request")),
                ends(
                        "a number of arguments with too many digits",
                        "*" + "1".repeat(64 * 1024 + 1),
                        protocolError("too big mbulk count string")),
                ends(
                        "a length with too many digits",
                        "*1\r\n$" + "1".repeat(64 * 1024 + 1),
                        protocolError("too big bulk count string")));
    }

    @Test
    void commandDescribesEveryCommand() {
        String replies = Dialogue.withNewSession().send("COMMAND\r\n").replies();

        assertThat(replies)
                .startsWith("*12\r\n*6\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n*6\r\n")
                .contains("*6\r\n$4\r\nmget\r\n:-2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:-1\r\n:1\r\n");
    }

    @Test
    void sessionsShareTheKeyspace() {
        Keyspace keyspace = new Keyspace();
        new Dialogue(new Session(keyspace, Limits.DEFAULT), 512).send(array("SET", "k", "v"));

        Dialogue other = new Dialogue(new Session(keyspace, Limits.DEFAULT), 512).send(array("GET", "k"));

        assertThat(other.replies()).isEqualTo("$1\r\nv\r\n");
        assertThat(keyspace.size()).isEqualTo(1);
    }

    @Test
    void requestsRemainInTheirBufferUntilThereIsRoomForReplies() {
        Session session = new Session(new Keyspace(), Limits.DEFAULT);
        ByteBuffer requests = ByteBuffer.wrap(array("PING").repeat(1_000).getBytes(ISO_8859_1));
        ByteBuffer replies = ByteBuffer.allocate(1024);

        assertThat(session.process(requests, replies)).isEqualTo(Session.Status.NEEDS_ROOM);
        int taken = requests.position();
        assertThat(taken).isPositive().isLessThan(requests.limit());

        assertThat(session.process(requests, replies)).isEqualTo(Session.Status.NEEDS_ROOM);
        assertThat(requests.position()).isEqualTo(taken);
    }

    @Test
    void requestsAreCountedEvenIfTheyFail() {
        Session session = new Session(new Keyspace(), Limits.DEFAULT);
        new Dialogue(session, 1024).send("PING\r\n\r\nFOO\r\nGET\r\n*0\r\nGET k\r\n*x\r\nPING\r\n");

        assertThat(session.requestCount()).isEqualTo(5);
    }

    @Test
    void aBufferTooSmallForAReplyIsRejected() {
        Session session = new Session(new Keyspace(), Limits.DEFAULT);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.process(ByteBuffer.allocate(1), ByteBuffer.allocate(511)));
    }

    private static String array(String... arguments) {
        StringBuilder request = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            request.append(bulk(argument));
        }
        return request.toString();
    }

    private static String bulk(String bytes) {
        return "$" + bytes.length() + "\r\n" + bytes + "\r\n";
    }

    private static String everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return new String(bytes, ISO_8859_1);
    }

    private static String unknown(String name, String arguments) {
        return "-ERR unknown command '" + name + "', with args beginning with: " + arguments + "\r\n";
    }

    private static String wrongNumber(String command) {
        return "-ERR wrong number of arguments for '" + command + "' command\r\n";
    }

    private static String protocolError(String message) {
        return "-ERR Protocol error: " + message + "\r\n";
    }
}
