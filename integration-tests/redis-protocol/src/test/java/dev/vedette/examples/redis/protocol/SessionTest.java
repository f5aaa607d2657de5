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

/** What goes in and what comes out, however the stream is cut and however little room there is for replies. */
class SessionTest {
    private record Case(String behaviour, String requests, String replies, boolean finished) {
        @Override
        public String toString() {
            return behaviour;
        }
    }

    private static Case goesOn(String behaviour, String requests, String replies) {
        return new Case(behaviour, requests, replies, false);
    }

    private static Case ends(String behaviour, String requests, String replies) {
        return new Case(behaviour, requests, replies, true);
    }

    @ParameterizedTest
    @MethodSource({"commands", "inlineRequests", "arrays", "wrongRequests", "protocolErrors"})
    void repliesDependOnTheBytesAloneAndNotOnTheirCut(Case expected) {
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
                goesOn("PING", array("PING"), "+PONG\r\n"),
                goesOn("PING with a message", array("PING", "hello"), "$5\r\nhello\r\n"),
                goesOn("ECHO", array("ECHO", "hello"), "$5\r\nhello\r\n"),
                goesOn("ECHO of nothing", array("ECHO", ""), "$0\r\n\r\n"),
                goesOn("ECHO of every byte", array("ECHO", everyByte()), bulk(everyByte())),
                goesOn("GET of a missing key", array("GET", "k"), "$-1\r\n"),
                goesOn("SET and GET", array("SET", "k", "v") + array("GET", "k"), "+OK\r\n$1\r\nv\r\n"),
                goesOn(
                        "SET and GET of every byte",
                        array("SET", everyByte(), everyByte()) + array("GET", everyByte()),
                        "+OK\r\n" + bulk(everyByte())),
                goesOn(
                        "SET replaces",
                        array("SET", "k", "v") + array("SET", "k", "w") + array("GET", "k"),
                        "+OK\r\n+OK\r\n$1\r\nw\r\n"),
                goesOn(
                        "a value larger than any buffer",
                        array("SET", "k", "x".repeat(300_000)) + array("GET", "k"),
                        "+OK\r\n" + bulk("x".repeat(300_000))),
                goesOn(
                        "DEL counts what it removes",
                        array("SET", "a", "1") + array("DEL", "a", "b", "a") + array("GET", "a"),
                        "+OK\r\n:1\r\n$-1\r\n"),
                goesOn(
                        "EXISTS counts a key as often as it is named",
                        array("SET", "a", "1") + array("EXISTS", "a", "b", "a"),
                        "+OK\r\n:2\r\n"),
                goesOn("INCR begins at zero", array("INCR", "n") + array("INCR", "n"), ":1\r\n:2\r\n"),
                goesOn(
                        "INCR is seen by GET",
                        array("SET", "n", "-1") + array("INCR", "n") + array("GET", "n"),
                        "+OK\r\n:0\r\n$1\r\n0\r\n"),
                goesOn(
                        "INCR of the least number",
                        array("SET", "n", "-9223372036854775808") + array("INCR", "n"),
                        "+OK\r\n:-9223372036854775807\r\n"),
                goesOn(
                        "INCR does not overflow",
                        array("SET", "n", "9223372036854775807") + array("INCR", "n") + array("GET", "n"),
                        "+OK\r\n-ERR increment or decrement would overflow\r\n$19\r\n9223372036854775807\r\n"),
                goesOn(
                        "INCR of what is no number",
                        array("SET", "n", "01") + array("INCR", "n"),
                        "+OK\r\n-ERR value is not an integer or out of range\r\n"),
                goesOn(
                        "MGET",
                        array("SET", "a", "1") + array("SET", "b", "") + array("MGET", "a", "x", "b", "a"),
                        "+OK\r\n+OK\r\n*4\r\n$1\r\n1\r\n$-1\r\n$0\r\n\r\n$1\r\n1\r\n"),
                goesOn(
                        "MGET of more than any buffer holds",
                        array("SET", "k", "x".repeat(5_000)) + array("MGET", "k", "k", "none", "k"),
                        "+OK\r\n*4\r\n" + bulk("x".repeat(5_000)).repeat(2) + "$-1\r\n" + bulk("x".repeat(5_000))),
                goesOn(
                        "DBSIZE",
                        array("DBSIZE") + array("SET", "a", "1") + array("SET", "b", "1") + array("DBSIZE"),
                        ":0\r\n+OK\r\n+OK\r\n:2\r\n"),
                goesOn("COMMAND COUNT", array("COMMAND", "COUNT"), ":12\r\n"),
                goesOn("COMMAND DOCS", array("COMMAND", "DOCS"), "*0\r\n"),
                goesOn("COMMAND DOCS of a command", array("command", "docs", "get"), "*0\r\n"),
                goesOn(
                        "CONFIG GET of what is known",
                        array("CONFIG", "GET", "save") + array("CONFIG", "GET", "appendonly"),
                        "*2\r\n$4\r\nsave\r\n$0\r\n\r\n*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"),
                goesOn(
                        "CONFIG GET of several",
                        array("config", "get", "AppendOnly", "nothing", "save"),
                        "*4\r\n$4\r\nsave\r\n$0\r\n\r\n$10\r\nappendonly\r\n$2\r\nno\r\n"),
                goesOn("CONFIG GET of what is unknown", array("CONFIG", "GET", "maxmemory"), "*0\r\n"),
                goesOn("names in any case", array("pInG") + array("PiNg"), "+PONG\r\n+PONG\r\n"),
                ends("QUIT", array("QUIT"), "+OK\r\n"),
                ends("nothing after QUIT", array("QUIT") + array("PING"), "+OK\r\n"),
                ends("QUIT after others", array("PING") + array("quit"), "+PONG\r\n+OK\r\n"));
    }

    static Stream<Case> inlineRequests() {
        return Stream.of(
                goesOn("a line", "PING\r\n", "+PONG\r\n"),
                goesOn("a line without carriage return", "PING\n", "+PONG\r\n"),
                goesOn("blank lines have no reply", "\r\n\n  \t \r\nPING\r\n", "+PONG\r\n"),
                goesOn("blanks around arguments", "  ECHO \t hello  \r\n", "$5\r\nhello\r\n"),
                goesOn("double quotes", "ECHO \"hello world\"\r\n", "$11\r\nhello world\r\n"),
                goesOn("nothing in quotes", "ECHO \"\"\r\nECHO ''\r\n", "$0\r\n\r\n$0\r\n\r\n"),
                goesOn("escapes", "ECHO \"\\n\\r\\t\\b\\a\\\\\\\"\\q\"\r\n", "$8\r\n\n\r\t\b\007\\\"q\r\n"),
                goesOn("hexadecimal escapes", "ECHO \"\\x00\\xfF\\x4\\xzz\"\r\n", "$7\r\n\0\u00ffx4xzz\r\n"),
                goesOn("single quotes", "ECHO 'a \\'b\\' \\n'\r\n", "$8\r\na 'b' \\n\r\n"),
                goesOn("a quote within a word opens one", "ECHO a\"b c\"\r\n", "$4\r\nab c\r\n"),
                goesOn("an argument from the first quote on", "ECHO \"a\" \r\n", "$1\r\na\r\n"),
                goesOn("a zero byte", "ECHO a\0b\r\n", "$3\r\na\0b\r\n"),
                goesOn("inline and array in turn", "PING\r\n" + array("PING") + "PING\r\n", "+PONG\r\n".repeat(3)),
                goesOn(
                        "the longest line",
                        "ECHO " + "x".repeat(64 * 1024 - 6) + "\r\n",
                        bulk("x".repeat(64 * 1024 - 6))),
                ends("a quote without end", "ECHO \"a\r\nPING\r\n", UNBALANCED),
                ends("a single quote without end", "ECHO 'a\r\n", UNBALANCED),
                ends("a letter behind a quote", "ECHO \"a\"b\r\n", UNBALANCED),
                ends("a letter behind a single quote", "ECHO 'a'b\r\n", UNBALANCED),
                ends("a backslash before the end", "ECHO \"a\\\r\n", UNBALANCED));
    }

    private static final String UNBALANCED = "-ERR Protocol error: unbalanced quotes in request\r\n";

    static Stream<Case> arrays() {
        return Stream.of(
                goesOn("a request cut short has no reply", "*2\r\n$4\r\nECHO\r\n$5\r\nhell", ""),
                goesOn("an empty array has no reply", "*0\r\n*-1\r\n*-5\r\n" + array("PING"), "+PONG\r\n"),
                goesOn("a thousand requests", array("PING").repeat(1_000), "+PONG\r\n".repeat(1_000)),
                goesOn(
                        "a request of many arguments",
                        "*10001\r\n$6\r\nEXISTS\r\n" + "$1\r\nk\r\n".repeat(10_000),
                        ":0\r\n"),
                goesOn("line ends are not looked at", "*1\rx$4\ryPINGab", "+PONG\r\n"));
    }

    static Stream<Case> wrongRequests() {
        String hundred = "0123456789".repeat(10);
        return Stream.of(
                goesOn("an unknown command", array("FOO"), unknown("FOO", "")),
                goesOn("an unknown command with arguments", array("foo", "a", "b c"), unknown("foo", "'a' 'b c' ")),
                goesOn("a command without a name", array(""), unknown("", "")),
                goesOn("line ends in an unknown command", array("a\r\nb", "c\nd"), unknown("a  b", "'c d' ")),
                goesOn("a zero byte ends what is quoted", array("foo\0bar", "a\0b"), unknown("foo", "'a' ")),
                goesOn(
                        "a name is quoted up to 128 characters",
                        array(hundred + hundred),
                        unknown((hundred + hundred).substring(0, 128), "")),
                goesOn(
                        "arguments are quoted up to 128 characters",
                        array("foo", hundred, hundred, "more"),
                        unknown("foo", "'" + hundred + "' '" + hundred.substring(0, 25) + "' ")),
                goesOn("GET without a key", array("GET"), wrongNumber("get")),
                goesOn("GET of two keys", array("GET", "a", "b"), wrongNumber("get")),
                goesOn("SET without a value", array("SET", "k"), wrongNumber("set")),
                goesOn("SET with options", array("SET", "k", "v", "EX", "10"), "-ERR syntax error\r\n"),
                goesOn(
                        "SET with options sets nothing",
                        array("SET", "k", "v", "NX") + array("GET", "k"),
                        "-ERR syntax error\r\n$-1\r\n"),
                goesOn("PING of two messages", array("PING", "a", "b"), wrongNumber("ping")),
                goesOn("ECHO of nothing at all", array("echo"), wrongNumber("echo")),
                goesOn(
                        "DEL, EXISTS and MGET of no key",
                        "DEL\r\nEXISTS\r\nMGET\r\n",
                        wrongNumber("del") + wrongNumber("exists") + wrongNumber("mget")),
                goesOn("INCR of two keys", array("INCR", "a", "b"), wrongNumber("incr")),
                goesOn("DBSIZE of something", array("DBSIZE", "a"), wrongNumber("dbsize")),
                goesOn("CONFIG alone", array("CONFIG"), wrongNumber("config")),
                goesOn("CONFIG GET of nothing", array("CONFIG", "GET"), wrongNumber("config|get")),
                goesOn(
                        "CONFIG SET",
                        array("config", "set", "save", ""),
                        "-ERR unknown subcommand 'set'. Try CONFIG HELP.\r\n"),
                goesOn("COMMAND COUNT of something", array("COMMAND", "COUNT", "a"), wrongNumber("command|count")),
                goesOn(
                        "COMMAND with something unknown",
                        array("COMMAND", "GETKEYS"),
                        "-ERR unknown subcommand 'GETKEYS'. Try COMMAND HELP.\r\n"));
    }

    static Stream<Case> protocolErrors() {
        return Stream.of(
                ends("no number of arguments", "*\r\n", protocolError("invalid multibulk length")),
                ends("a word for a number", "*three\r\n", protocolError("invalid multibulk length")),
                ends("a plus sign", "*+1\r\n", protocolError("invalid multibulk length")),
                ends("a leading zero", "*01\r\n", protocolError("invalid multibulk length")),
                ends("a blank", "* 1\r\n", protocolError("invalid multibulk length")),
                ends("too many arguments", "*1048577\r\n", protocolError("invalid multibulk length")),
                ends("no long", "*99999999999999999999\r\n", protocolError("invalid multibulk length")),
                ends("no bulk string", "*1\r\n:1\r\n", protocolError("expected '$', got ':'")),
                ends("a line end for a bulk string", "*1\r\n\r\n", protocolError("expected '$', got ' '")),
                ends("no length", "*1\r\n$\r\n", protocolError("invalid bulk length")),
                ends("a negative length", "*1\r\n$-1\r\n", protocolError("invalid bulk length")),
                ends("too long an argument", "*1\r\n$524289\r\n", protocolError("invalid bulk length")),
                ends(
                        "the reply after others",
                        array("PING") + "*x\r\n" + array("PING"),
                        "+PONG\r\n" + protocolError("invalid multibulk length")),
                ends("too long a line", "x".repeat(64 * 1024 + 1), protocolError("too big inline request")),
                ends(
                        "too long a line with its end",
                        "x".repeat(64 * 1024 + 1) + "\r\n",
                        protocolError("too big inline request")),
                ends(
                        "too long a number of arguments",
                        "*" + "1".repeat(64 * 1024 + 1),
                        protocolError("too big mbulk count string")),
                ends(
                        "too long a length",
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
    void requestsStayWhereTheyAreUntilThereIsRoomForReplies() {
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
    void requestsAreCountedWhateverBecomesOfThem() {
        Session session = new Session(new Keyspace(), Limits.DEFAULT);
        new Dialogue(session, 1024).send("PING\r\n\r\nFOO\r\nGET\r\n*0\r\nGET k\r\n*x\r\nPING\r\n");

        assertThat(session.requestCount()).isEqualTo(5);
    }

    @Test
    void aReplyBufferWithoutRoomForAnyReplyIsRefused() {
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
