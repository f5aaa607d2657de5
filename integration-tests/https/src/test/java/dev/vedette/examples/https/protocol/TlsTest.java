package dev.vedette.examples.https.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.examples.https.Answer;
import dev.vedette.examples.https.Certificates;
import dev.vedette.examples.https.protocol.Protocol.Phase;
import dev.vedette.examples.https.protocol.Protocol.Status;
import dev.vedette.examples.https.site.Site;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client and a server without a network between them. */
@Timeout(120)
class TlsTest {
    private static final int LEAST_ROOM = 17 << 10;
    private static final byte[] GET = "GET /numbers/3 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1);

    private static SSLContext context;

    private SSLEngine clientEngine;
    private Script script;
    private Conversation client;
    private Conversation server;
    private Tls serverProtocol;

    @BeforeAll
    static void makeContext() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
        keys.init(Certificates.keys("a"), Certificates.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Certificates.trusted());
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @BeforeEach
    void prepareServer() throws Exception {
        prepare("TLSv1.3", 1);
    }

    /** The client's side of the connection: sends what it is told, and keeps what it receives. */
    private static final class Script implements Protocol {
        private final ByteBuffer toSend = ByteBuffer.allocate(1 << 20);
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private boolean inputEnded;

        @Override
        public Status proceed(ByteBuffer in, ByteBuffer out) {
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            received.writeBytes(bytes);
            Body.move(toSend.flip(), out);
            toSend.compact();
            if (toSend.position() > 0) {
                return Status.NEEDS_ROOM;
            }
            return inputEnded ? Status.FINISHED : Status.NEEDS_INPUT;
        }

        @Override
        public void inputEnded() {
            inputEnded = true;
        }

        @Override
        public void shutDown() {
            inputEnded = true;
        }

        @Override
        public Runnable task() {
            throw new IllegalStateException();
        }

        @Override
        public Phase phase() {
            return Phase.IDLE;
        }

        @Override
        public long exchanges() {
            return 0;
        }

        @Override
        public void close() {}

        InputStream takeReceived() {
            byte[] bytes = received.toByteArray();
            received.reset();
            return new ByteArrayInputStream(bytes);
        }
    }

    private void prepare(String version, int seed) throws Exception {
        prepare(version, seed, new Site(null));
    }

    private void prepare(String version, int seed, Application application) throws Exception {
        Random random = new Random(seed);
        Buffers buffers = new Buffers();
        clientEngine = context.createSSLEngine("a.example", 443);
        clientEngine.setUseClientMode(true);
        clientEngine.setEnabledProtocols(new String[] {version});
        SSLEngine serverEngine = context.createSSLEngine();
        serverEngine.setUseClientMode(false);
        script = new Script();
        client = new Conversation(new Tls(clientEngine, session -> script, buffers), LEAST_ROOM, random);
        serverProtocol = new Tls(serverEngine, session -> new Http(application, Limits.DEFAULT, session), buffers);
        server = new Conversation(serverProtocol, LEAST_ROOM, random);
    }

    private void send(byte[] bytes) throws IOException {
        script.toSend.put(bytes);
        exchange();
    }

    /** Carries bytes in both directions until there are none. */
    private void exchange() throws IOException {
        byte[] toServer;
        do {
            client.proceed();
            toServer = client.takeSent();
            server.receive(toServer);
            byte[] toClient = server.takeSent();
            client.receive(toClient);
            toServer = toClient.length > 0 ? toClient : toServer;
        } while (toServer.length > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anyPiecesAndAnyRoomGiveTheSameAnswers(String version) throws Exception {
        String content = "0123456789".repeat(20_000);
        byte[] post = ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + content.length() + "\r\n\r\n" + content)
                .getBytes(ISO_8859_1);
        for (int seed = 0; seed < 10; seed++) {
            prepare(version, seed);
            send(GET);
            assertThat(Answer.read(script.takeReceived()).text()).isEqualTo("0\n1\n2\n");
            send(post);
            assertThat(Answer.read(script.takeReceived()).text()).isEqualTo(content);
            send("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(Answer.read(script.takeReceived()).text()).startsWith(version + " ");
            assertThat(server.status()).isEqualTo(Status.FINISHED);
            assertThat(client.status()).as("has received close_notify").isEqualTo(Status.FINISHED);
        }
    }

    @Test
    void newKeysAreTakenAtAnyTime() throws Exception {
        send(GET);
        script.takeReceived();
        for (int i = 0; i < 20; i++) {
            clientEngine.beginHandshake(); // with TLS 1.3 and after the handshake, this means new keys
            send(GET);
            assertThat(Answer.read(script.takeReceived()).status()).isEqualTo(200);
        }
    }

    @Test
    void aSecondHandshakeIsRefused() throws Exception {
        prepare("TLSv1.2", 1);
        send(GET);
        assertThat(Answer.read(script.takeReceived()).status()).isEqualTo(200);
        clientEngine.beginHandshake();
        send(GET);
        assertThat(server.status()).isEqualTo(Status.FINISHED);
        assertThat(script.takeReceived().read()).isEqualTo(-1);
    }

    /** The requests and the close_notify arrive at once. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatWasSentBeforeCloseNotifyIsAnswered(String version) throws Exception {
        prepare(version, 1);
        send(GET);
        script.takeReceived();
        script.toSend.put("GET /numbers/100000 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
        script.toSend.put(GET);
        script.shutDown();
        server.receive(client.proceed().takeSent());
        assertThat(server.status()).isEqualTo(Status.FINISHED);
        InputStream answers = decrypt(server.takeSent());
        assertThat(Answer.read(answers).text()).endsWith("\n99999\n");
        assertThat(Answer.read(answers).text()).isEqualTo("0\n1\n2\n");
    }

    /** The client's protocol is finished, but its engine still reads. */
    private InputStream decrypt(byte[] records) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(records);
        ByteBuffer plain = ByteBuffer.allocate(records.length);
        while (in.hasRemaining() && !clientEngine.isInboundDone()) {
            clientEngine.unwrap(in, plain);
        }
        return new ByteArrayInputStream(plain.array(), 0, plain.position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void closeNotifyWithinContentEndsTheConnection(String version) throws Exception {
        prepare(version, 1);
        script.toSend.put("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na".getBytes(ISO_8859_1));
        exchange();
        script.shutDown();
        server.receive(client.proceed().takeSent());
        assertThat(server.status()).isEqualTo(Status.FINISHED);
        client.receive(server.takeSent());
        assertThat(script.takeReceived()).isEmpty();
    }

    /** Their answers are no exchanges, so they do not give the client more time. */
    @Test
    void newKeysAreNoExchange() throws Exception {
        send(GET);
        assertThat(serverProtocol.exchanges()).isEqualTo(1);
        clientEngine.beginHandshake();
        exchange();
        assertThat(serverProtocol.phase()).isEqualTo(Phase.IDLE);
        assertThat(serverProtocol.exchanges()).isEqualTo(1);
    }

    @Test
    void aResponseThatFailsEndsWithoutCloseNotify() throws Exception {
        Body failing = new Body() {
            private boolean begun;

            @Override
            public long length() {
                return UNKNOWN;
            }

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (begun) {
                    throw new IOException("on purpose");
                }
                begun = true;
                target.put((byte) 'x');
                return 1;
            }

            @Override
            public void close() {}
        };
        prepare("TLSv1.3", 1, request -> Exchange.of(Response.ok("text/plain", failing)));
        assertThatThrownBy(() -> send("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1)))
                .isInstanceOf(IOException.class)
                .hasMessage("on purpose");
        client.receive(server.takeSent());
        assertThat(client.status()).isEqualTo(Status.NEEDS_INPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage, and more of it", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\026\003\001\377\377xxx"})
    void whatIsNotTlsEndsTheConnection(String bytes) throws IOException {
        server.receive(bytes.getBytes(ISO_8859_1));
        assertThat(server.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void aRecordThatWasChangedEndsTheConnection() throws IOException {
        send(GET);
        script.takeReceived();
        script.toSend.put(GET);
        byte[] record = client.proceed().takeSent();
        record[record.length - 1] ^= 1;
        server.receive(record);
        assertThat(server.status()).isEqualTo(Status.FINISHED);
        client.receive(server.takeSent());
        assertThat(client.status()).as("has received an alert").isEqualTo(Status.FINISHED);
        assertThat(script.takeReceived()).isEmpty();
    }

    @Test
    void theEndOfTheInputWithinTheHandshakeEndsTheConnection() throws IOException {
        byte[] hello = client.proceed().takeSent();
        server.receive(Arrays.copyOf(hello, hello.length / 2)).endInput();
        assertThat(server.status()).isEqualTo(Status.FINISHED);
    }

    /** A client that closes TCP without close_notify may have been cut off, but its request is complete. */
    @Test
    void theEndOfTheInputAfterACompleteRequestLetsItFinish() throws Exception {
        send(GET);
        script.takeReceived();
        script.toSend.put(GET);
        server.receive(client.proceed().takeSent()).endInput();
        assertThat(server.status()).isEqualTo(Status.FINISHED);
        client.receive(server.takeSent());
        assertThat(Answer.read(script.takeReceived()).status()).isEqualTo(200);
    }

    @Test
    void theEndOfTheServerIsToldToIdleClients() throws IOException {
        send(GET);
        script.takeReceived();
        server.shutDown();
        assertThat(server.status()).isEqualTo(Status.FINISHED);
        client.receive(server.takeSent());
        assertThat(client.status()).as("has received close_notify").isEqualTo(Status.FINISHED);
    }

    @Test
    void theHandshakeIsAHead() throws IOException {
        assertThat(serverProtocol.phase()).isEqualTo(Phase.HEAD);
        exchange();
        assertThat(serverProtocol.phase()).isEqualTo(Phase.IDLE);
    }
}
