package dev.vedette.examples.https.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.examples.https.Answer;
import dev.vedette.examples.https.protocol.Protocol.Phase;
import dev.vedette.examples.https.protocol.Protocol.Status;
import dev.vedette.examples.https.site.Site;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpTest {
    private static final Limits LIMITS = new Limits(
            Limits.DEFAULT.idle(), Limits.DEFAULT.head(), Limits.DEFAULT.stall(), Limits.DEFAULT.headBytes(), 100_000);
    private static final String GET = "GET /numbers/3 HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path files;

    private Conversation conversation() {
        return conversation(new Random(1));
    }

    private Conversation conversation(Random random) {
        return new Conversation(new Http(new Site(files), LIMITS, null), 100, random);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static InputStream sent(Conversation conversation) {
        return new ByteArrayInputStream(conversation.takeSent());
    }

    private static String post(String path, String content) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
    }

    private static String chunks(String path, String... chunks) {
        StringBuilder request =
                new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String chunk : chunks) {
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    private static String digest(String content) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(content));
        return content.length() + " " + HexFormat.of().formatHex(digest) + "\n";
    }

    /** The order of the bytes is all that matters: not their pieces, and not the room for output. */
    @Test
    void anyPiecesAndAnyRoomGiveTheSameAnswers() throws Exception {
        String large = "0123456789".repeat(5000);
        String requests = GET
                + post("/digest", large)
                + chunks("/digest", "a", large, "b")
                + "HEAD /numbers/5000 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /numbers/5000 HTTP/1.1\r\nHost: a\r\n\r\n"
                + chunks("/echo", large, "c")
                + post("/nothing", "unwanted")
                + "GET / HTTP/1.0\r\n\r\n";
        for (int seed = 0; seed < 100; seed++) {
            Conversation conversation = conversation(new Random(seed)).receive(bytes(requests));
            InputStream answers = sent(conversation);
            assertThat(Answer.read(answers).text()).isEqualTo("0\n1\n2\n");
            assertThat(Answer.read(answers).text()).isEqualTo(digest(large));
            assertThat(Answer.read(answers).text()).isEqualTo(digest("a" + large + "b"));
            assertThat(Answer.readHead(answers).fields()).containsKey("Content-Type");
            assertThat(Answer.read(answers).text()).startsWith("0\n1\n").endsWith("\n4999\n");
            assertThat(Answer.read(answers).text()).isEqualTo(large + "c");
            assertThat(Answer.read(answers).status()).isEqualTo(405);
            assertThat(Answer.read(answers).text()).startsWith("<!DOCTYPE html>");
            assertThat(answers.read()).isEqualTo(-1);
            assertThat(conversation.status()).isEqualTo(Status.FINISHED);
        }
    }

    @Test
    void aConnectionIsKeptUnlessOneSideEndsIt() throws IOException {
        Conversation conversation = conversation().receive(bytes(GET));
        assertThat(Answer.read(sent(conversation)).fields()).doesNotContainKey("Connection");
        assertThat(conversation.status()).isEqualTo(Status.NEEDS_INPUT);
        conversation.receive(bytes("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + GET));
        InputStream answers = sent(conversation);
        assertThat(Answer.read(answers).fields()).containsEntry("Connection", "close");
        assertThat(answers.read()).isEqualTo(-1);
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void version10IsKeptOnRequestAndKnowsNoChunks() throws IOException {
        Conversation conversation = conversation().receive(bytes("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
        assertThat(Answer.read(sent(conversation)).fields()).containsEntry("Connection", "keep-alive");
        conversation.receive(bytes("GET /numbers/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
        Answer answer = Answer.read(sent(conversation));
        assertThat(answer.fields()).doesNotContainKeys("Transfer-Encoding", "Content-Length");
        assertThat(answer.text()).isEqualTo("0\n1\n2\n");
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void headHasTheFieldsOfGetWithoutItsContent() throws IOException {
        Files.writeString(files.resolve("file.txt"), "content");
        Conversation conversation = conversation()
                .receive(bytes("HEAD /files/file.txt HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "GET /files/file.txt HTTP/1.1\r\nHost: a\r\n\r\n"));
        InputStream answers = sent(conversation);
        assertThat(Answer.readHead(answers).fields()).containsEntry("Content-Length", "7");
        assertThat(Answer.read(answers).text()).isEqualTo("content");
    }

    // ---- 100-continue

    @Test
    void contentIsAskedForIfItIsWanted() throws Exception {
        Conversation conversation = conversation()
                .receive(
                        bytes("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
        assertThat(Answer.read(sent(conversation)).status()).isEqualTo(100);
        assertThat(Answer.read(sent(conversation.receive(bytes("ab")))).text()).isEqualTo(digest("ab"));
        assertThat(conversation.status()).isEqualTo(Status.NEEDS_INPUT);
    }

    @Test
    void contentIsAskedForWhenThereIsRoom() throws Exception {
        Http http = new Http(new Site(files), LIMITS, null);
        ByteBuffer request = ByteBuffer.wrap(
                bytes("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
        assertThat(http.proceed(request, ByteBuffer.allocate(10))).isEqualTo(Status.NEEDS_ROOM);
        ByteBuffer out = ByteBuffer.allocate(100);
        assertThat(http.proceed(request, out)).isEqualTo(Status.NEEDS_INPUT);
        assertThat(new String(out.array(), 0, out.position(), ISO_8859_1)).startsWith("HTTP/1.1 100 ");
    }

    @Test
    void contentIsNotAskedForIfTheAnswerIsKnown() throws IOException {
        Conversation conversation = conversation()
                .receive(bytes("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
        Answer answer = Answer.read(sent(conversation));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.fields()).containsEntry("Connection", "close").containsEntry("Allow", "GET, HEAD");
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void contentThatNobodyAskedForNeedsNoContinue() throws Exception {
        Conversation conversation = conversation()
                .receive(bytes("POST /digest HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nab"));
        assertThat(Answer.read(sent(conversation)).text()).isEqualTo(digest("ab"));
    }

    // ---- bad requests

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            two lengths that differ             | 400 | POST /digest HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 4~~abcd
            a length and chunks                 | 400 | POST /digest HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: chunked~~0~~
            chunks in version 1.0               | 400 | POST /digest HTTP/1.0~Connection: keep-alive~Transfer-Encoding: chunked~~0~~
            an encoding and a length in version 1.0 | 400 | POST /digest HTTP/1.0~Content-Length: 3~Transfer-Encoding: identity~~abc
            chunks are not the last encoding    | 400 | POST /digest HTTP/1.1~Host: a~Transfer-Encoding: chunked, gzip~~0~~
            a length with a sign                | 400 | POST /digest HTTP/1.1~Host: a~Content-Length: +3~~abc
            a negative length                   | 400 | POST /digest HTTP/1.1~Host: a~Content-Length: -3~~abc
            a length that is too large          | 413 | POST /digest HTTP/1.1~Host: a~Content-Length: 100001~~
            a length that is no number          | 400 | POST /digest HTTP/1.1~Host: a~Content-Length: 99999999999999999999~~
            a chunk without a length            | 400 | POST /digest HTTP/1.1~Host: a~Transfer-Encoding: chunked~~x~abc~
            a bare LF                           | 400 | GET / HTTP/1.1^Host: a^^
            a bare LF after a field             | 400 | GET / HTTP/1.1~Host: a^Accept: b~~
            a bare LF after the length of a chunk | 400 | POST /digest HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3^abc~0~~
            no host                             | 400 | GET / HTTP/1.1~~
            two hosts                           | 400 | GET / HTTP/1.1~Host: a~Host: b~~
            a space before a colon              | 400 | GET / HTTP/1.1~Host : a~~
            a folded field                      | 400 | GET / HTTP/1.1~Host: a~Accept: b~ c~~
            a field without a colon             | 400 | GET / HTTP/1.1~Host: a~Accept~~
            HTTP/0.9                            | 505 | GET /~
            an unknown version                  | 505 | GET / HTTP/3.7~Host: a~~
            the preface of HTTP/2               | 505 | PRI * HTTP/2.0~~SM~~
            a TLS record                        | 400 | !!!!~~
            an unknown expectation              | 417 | POST /digest HTTP/1.1~Host: a~Content-Length: 1~Expect: pay~~a
            an unknown method                   | 405 | BREW / HTTP/1.1~Host: a~~
            an unknown path                     | 404 | GET /x HTTP/1.1~Host: a~~
            a path to the parent                | 404 | GET /files/../../etc/passwd HTTP/1.1~Host: a~~
            an encoded path to the parent       | 404 | GET /files/..%2fx HTTP/1.1~Host: a~~
            a defect                            | 500 | GET /fail HTTP/1.1~Host: a~~
            """)
    void badRequestsGetTheirStatus(String name, int status, String request) throws IOException {
        Conversation conversation = conversation()
                .receive(bytes(request.replace("~", "\r\n").replace("^", "\n").replace("!", "\026")));
        InputStream answers = sent(conversation);
        Answer answer = Answer.read(answers);
        assertThat(answer.status()).as(name).isEqualTo(status);
        assertThat(answers.read()).isEqualTo(-1);
        boolean bad = status == 400 || status == 413 || status == 505;
        assertThat(conversation.status()).as(name).isEqualTo(bad ? Status.FINISHED : Status.NEEDS_INPUT);
    }

    @Test
    void headsAreLimited() throws IOException {
        String field = "X: " + "x".repeat(2 << 20);
        assertThat(Answer.read(sent(conversation().receive(bytes("GET / HTTP/1.1\r\nHost: a\r\n" + field))))
                        .status())
                .isEqualTo(431);
        String path = "/" + "x".repeat(2 << 20);
        assertThat(Answer.read(sent(conversation().receive(bytes("GET " + path))))
                        .status())
                .isEqualTo(414);
        String fields = "X: y\r\n".repeat(10_000);
        assertThat(Answer.read(sent(conversation().receive(bytes("GET / HTTP/1.1\r\nHost: a\r\n" + fields))))
                        .status())
                .isEqualTo(431);
    }

    @Test
    void contentInChunksIsLimited() throws IOException {
        Conversation conversation =
                conversation().receive(bytes(chunks("/digest", "x".repeat(60_000), "x".repeat(60_000))));
        Answer answer = Answer.read(sent(conversation));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void aBadChunkEndsAResponseThatHasBegun() throws IOException {
        Conversation conversation = conversation()
                .receive(bytes("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc"))
                .receive(bytes("\r\nx\r\n"));
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
        assertThatThrownBy(() -> Answer.read(sent(conversation))).isInstanceOf(EOFException.class);
    }

    @Test
    void unwantedContentIsReadIfItIsShort() throws IOException {
        Conversation conversation = conversation().receive(bytes(post("/none", "x".repeat(60_000)) + GET));
        InputStream answers = sent(conversation);
        assertThat(Answer.read(answers).status()).isEqualTo(405);
        assertThat(Answer.read(answers).status()).isEqualTo(200);
        conversation.receive(bytes(post("/none", "x".repeat(70_000))));
        Answer answer = Answer.read(sent(conversation));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.fields()).containsEntry("Connection", "close");
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    // ---- ends

    @Test
    void theEndOfTheInputLetsCompleteRequestsFinish() throws IOException {
        Conversation conversation =
                conversation().receive(bytes(GET + GET + "GET / HT")).endInput();
        InputStream answers = sent(conversation);
        assertThat(Answer.read(answers).status()).isEqualTo(200);
        assertThat(Answer.read(answers).status()).isEqualTo(200);
        assertThat(answers.read()).isEqualTo(-1);
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void aTruncatedRequestGetsNoAnswer() throws IOException {
        Conversation conversation = conversation()
                .receive(bytes("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab"))
                .endInput();
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
        assertThat(conversation.takeSent()).isEmpty();
    }

    @Test
    void aFileThatShrinksIsAFailure() throws IOException {
        Path file = Files.write(files.resolve("shrinks"), new byte[10_000]);
        Http http = new Http(new Site(files), LIMITS, null);
        ByteBuffer request = ByteBuffer.wrap(bytes("GET /files/shrinks HTTP/1.1\r\nHost: a\r\n\r\n"));
        assertThat(http.proceed(request, ByteBuffer.allocate(1000))).isEqualTo(Status.NEEDS_ROOM);
        Files.write(file, new byte[2000]);
        assertThatThrownBy(() -> {
                    while (http.proceed(request, ByteBuffer.allocate(1000)) == Status.NEEDS_ROOM) {}
                })
                .isInstanceOf(IOException.class)
                .hasMessage("the content ends 8000 bytes before its length");
        http.close();
    }

    @Test
    void theEndOfTheServerLetsAnExchangeFinish() throws Exception {
        assertThat(conversation().shutDown().status()).isEqualTo(Status.FINISHED);
        Conversation conversation = conversation()
                .receive(bytes("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na"))
                .shutDown();
        assertThat(conversation.status()).isEqualTo(Status.NEEDS_INPUT);
        Answer answer = Answer.read(sent(conversation.receive(bytes("b" + GET))));
        assertThat(answer.text()).isEqualTo(digest("ab"));
        assertThat(answer.fields()).containsEntry("Connection", "close");
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void phasesTellWhatThePeerHasToDo() throws IOException {
        Http http = new Http(new Site(files), LIMITS, null);
        Conversation conversation = new Conversation(http, 100, new Random(1));
        assertThat(http.phase()).isEqualTo(Phase.IDLE);
        conversation.receive(bytes("P"));
        assertThat(http.phase()).isEqualTo(Phase.HEAD);
        conversation.receive(bytes("OST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"));
        assertThat(http.phase()).isEqualTo(Phase.EXCHANGE);
        assertThat(http.exchanges()).isZero();
        conversation.receive(bytes("ab"));
        assertThat(http.phase()).isEqualTo(Phase.IDLE);
        assertThat(http.exchanges()).isEqualTo(1);
    }

    // ---- defects of an application

    @Test
    void aDefectInTheContentIsTheServers() throws IOException {
        Application application = request -> new Exchange() {
            @Override
            public int room() {
                return 1000;
            }

            @Override
            public void content(ByteBuffer content) {
                throw new IllegalStateException("a defect");
            }

            @Override
            public void contentEnded() {}

            @Override
            public Response response() {
                return null;
            }

            @Override
            public void close() {}
        };
        Conversation conversation = new Conversation(new Http(application, LIMITS, null), 100, new Random(1))
                .receive(bytes(post("/", "content")));
        assertThat(Answer.read(sent(conversation)).status()).isEqualTo(500);
        assertThat(conversation.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void aDefectInTheReleaseDoesNotHurtTheResponse() throws IOException {
        Body body = new Body() {
            private final Body content = Body.of(bytes("content"));

            @Override
            public long length() {
                return content.length();
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                return content.read(target);
            }

            @Override
            public void close() {
                throw new IllegalStateException("a defect");
            }
        };
        Http http = new Http(request -> Exchange.of(Response.ok("text/plain", body)), LIMITS, null);
        Conversation conversation = new Conversation(http, 100, new Random(1)).receive(bytes(GET));
        assertThat(Answer.read(sent(conversation)).text()).isEqualTo("content");
        assertThat(conversation.status()).isEqualTo(Status.NEEDS_INPUT);
        http.close();
    }
}
