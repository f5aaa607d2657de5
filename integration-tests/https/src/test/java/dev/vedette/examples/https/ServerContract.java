package dev.vedette.examples.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.examples.JvmCensus;
import dev.vedette.examples.https.protocol.Application;
import dev.vedette.examples.https.protocol.Body;
import dev.vedette.examples.https.protocol.Exchange;
import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.protocol.Response;
import dev.vedette.examples.https.server.Connections;
import dev.vedette.examples.https.server.Engines;
import dev.vedette.examples.https.server.Engines.ClientCertificates;
import dev.vedette.examples.https.server.HttpsServer;
import dev.vedette.examples.https.server.HttpsServer.Driver;
import dev.vedette.examples.https.site.Site;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that each of the three servers passes. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
abstract class ServerContract {
    private static final int LARGE = 100_000_000;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String GET = "GET /numbers/3 HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private final Driver driver;

    private Path files;
    private HttpsServer server;

    ServerContract(Driver driver) {
        this.driver = driver;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        files = folder;
        server = start(new Site(files), Limits.DEFAULT, ClientCertificates.WANTED);
    }

    @AfterAll
    void stop() throws InterruptedException {
        server.shutdown(LONG);
    }

    private HttpsServer start(Application application, Limits limits, ClientCertificates clientCertificates)
            throws IOException, GeneralSecurityException {
        Engines engines = Engines.of(
                Certificates.keys("a", "b"),
                Certificates.PASSWORD.toCharArray(),
                Certificates.trusted(),
                clientCertificates);
        return driver.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Connections(application, engines, limits));
    }

    private TlsClient client() throws Exception {
        return new TlsClient(server.address());
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    // ---- HTTP

    @Test
    void requestsThatComeTogetherAreAnsweredInOrder() throws Exception {
        try (TlsClient client = client()) {
            client.send(GET + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + GET.repeat(1000));
            assertThat(client.receive().text()).isEqualTo("0\n1\n2\n");
            assertThat(Answer.readHead(client.input()).fields()).containsKey("Content-Length");
            for (int i = 0; i < 1000; i++) {
                assertThat(client.receive().text()).isEqualTo("0\n1\n2\n");
            }
            assertThat(client.get("/none").status()).isEqualTo(404);
            assertThat(client.get("/fail").status()).isEqualTo(500);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void contentInChunksGoesBothWaysAtOnce() throws Exception {
        byte[] content = randomBytes(3_000_000);
        try (TlsClient client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendChunks(client, content));
            Answer answer = client.receive();
            sent.join();
            assertThat(answer.fields()).containsEntry("Transfer-Encoding", "chunked");
            assertThat(answer.content()).isEqualTo(content);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    private static void sendChunks(TlsClient client, byte[] content) {
        Random random = new Random(2);
        try {
            for (int start = 0, end; start < content.length; start = end) {
                end = Math.min(content.length, start + 1 + random.nextInt(100_000));
                client.send(Integer.toHexString(end - start) + "\r\n");
                client.send(Arrays.copyOfRange(content, start, end));
                client.send("\r\n");
            }
            client.send("0\r\n\r\n");
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void contentIsAskedFor() throws Exception {
        try (TlsClient client = client()) {
            client.send("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.receive().text()).isEqualTo("3 " + digest("abc".getBytes(ISO_8859_1)) + "\n");
        }
    }

    @Test
    void aLargeFileGoesBothWays() throws Exception {
        byte[] content = randomBytes(LARGE);
        Files.write(files.resolve("large"), content);
        try (TlsClient client = client()) {
            assertThat(client.get("/files/large").content()).isEqualTo(content);
            client.send("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            client.send(content);
            assertThat(client.receive().text()).isEqualTo(LARGE + " " + digest(content) + "\n");
        }
    }

    private static int skipHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Bytes of which nobody knows the end, and that are counted when they are taken. */
    private static final class Endless implements Body {
        private final AtomicLong taken = new AtomicLong();

        @Override
        public long length() {
            return UNKNOWN;
        }

        @Override
        public int read(ByteBuffer target) {
            int count = target.remaining();
            taken.addAndGet(count);
            target.position(target.limit());
            return count;
        }

        @Override
        public void close() {}
    }

    /** The buffers of both sockets take some megabytes. */
    @Test
    void aClientThatDoesNotReadIsNotSentTo() throws Exception {
        Endless body = new Endless();
        HttpsServer endless = start(
                request -> Exchange.of(Response.ok("text/plain", body)), Limits.DEFAULT, ClientCertificates.IGNORED);
        try (TlsClient client = new TlsClient(endless.address())) {
            client.send(GET);
            long before;
            do {
                before = body.taken.get();
                Thread.sleep(300);
            } while (before == 0 || body.taken.get() != before && before < LARGE);
            assertThat(before).isLessThan(LARGE);
            assertThat(skipHead(client.input())).isEqualTo(200);
            client.input().skipNBytes(before);
        }
        endless.shutdown(LONG);
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFrom() throws Exception {
        byte[] content = randomBytes(1_000_000);
        AtomicLong sent = new AtomicLong();
        try (TlsClient client = client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < LARGE / content.length; i++) {
                        client.send(content);
                        sent.addAndGet(content.length);
                    }
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            long before;
            do {
                before = sent.get();
                Thread.sleep(300);
            } while (before == 0 || sent.get() != before);
            assertThat(before).isLessThan(LARGE);
            assertThat(skipHead(client.input())).isEqualTo(200);
            client.input().skipNBytes(LARGE); // and the sizes of the chunks, of which the end is left
            sending.join();
        }
    }

    // ---- TLS

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsAreSpoken(String version) throws Exception {
        try (TlsClient client = new TlsClient(server.address(), TlsClient.context(), TlsClient.version(version))) {
            assertThat(client.get("/who").text()).startsWith(version + " ");
        }
    }

    @Test
    void theProtocolIsAgreedOn() throws Exception {
        try (TlsClient client = new TlsClient(
                server.address(),
                TlsClient.context(),
                parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"}))) {
            assertThat(client.socket().getApplicationProtocol()).isEqualTo("http/1.1");
        }
        assertThatThrownBy(() -> new TlsClient(
                        server.address(),
                        TlsClient.context(),
                        parameters -> parameters.setApplicationProtocols(new String[] {"h2"})))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void theNameSelectsTheCertificate(String name) throws Exception {
        try (TlsClient client =
                new TlsClient(server.address(), TlsClient.context(), TlsClient.name(name + ".example"))) {
            assertThat(client.server()).isEqualTo("CN=" + name);
        }
    }

    /** After the handshake of TLS 1.3, startHandshake sends new keys and asks for new ones. */
    @Test
    void newKeysAreTakenAtAnyTime() throws Exception {
        try (TlsClient client = client()) {
            for (int i = 0; i < 10; i++) {
                client.socket().startHandshake();
                assertThat(client.get("/numbers/1000").text()).endsWith("\n999\n");
            }
        }
    }

    @Test
    void clientsMayIdentifyThemselves() throws Exception {
        try (TlsClient client = new TlsClient(server.address(), TlsClient.context("client"), parameters -> {})) {
            assertThat(client.get("/who").text()).endsWith(" CN=client\n");
        }
        try (TlsClient client = client()) {
            assertThat(client.get("/who").text()).endsWith(" unknown\n");
        }
    }

    @Test
    void clientsMayHaveToIdentifyThemselves() throws Exception {
        HttpsServer strict = start(new Site(files), Limits.DEFAULT, ClientCertificates.NEEDED);
        assertRefused(strict, "TLSv1.2");
        assertRefused(strict, "TLSv1.3");
        try (TlsClient client = new TlsClient(strict.address(), TlsClient.context("client"), parameters -> {})) {
            assertThat(client.get("/who").text()).endsWith(" CN=client\n");
        }
        strict.shutdown(LONG);
    }

    /** With TLS 1.3 the client's handshake is complete before the server has seen its certificate. */
    private static void assertRefused(HttpsServer server, String version) {
        assertThatThrownBy(() -> {
                    try (TlsClient client =
                            new TlsClient(server.address(), TlsClient.context(), TlsClient.version(version))) {
                        client.get("/who");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    // ---- ends of connections

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theServerEndsWithCloseNotify(String version) throws Exception {
        try (TlsClient client = new TlsClient(server.address(), TlsClient.context(), TlsClient.version(version))) {
            client.send(LAST);
            assertThat(client.receive().fields()).containsEntry("Connection", "close");
            assertThat(client.input().read())
                    .as("without close_notify, this fails")
                    .isEqualTo(-1);
        }
    }

    /** What the client still sends does not reset the connection. */
    @Test
    void aClientMaySendWhenTheServerHasEnded() throws Exception {
        byte[] unread = randomBytes(500_000);
        for (int i = 0; i < 5; i++) {
            try (TlsClient client = client()) {
                client.send(LAST);
                client.send(unread);
                assertThat(client.receive().status()).isEqualTo(200);
                assertThat(client.input().read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientMayEndItsSideAndReadTheAnswer(String version) throws Exception {
        try (TlsClient client = new TlsClient(server.address(), TlsClient.context(), TlsClient.version(version))) {
            client.send(GET + GET);
            client.socket().shutdownOutput(); // sends close_notify
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.input().read()).isEqualTo(-1);
        }
    }

    @Test
    void aClientMayEndTcpAndReadTheAnswer() throws Exception {
        try (TlsClient client = client()) {
            client.send(GET + GET);
            client.tcp().shutdownOutput();
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.input().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientMayLeaveAtAnyTime(String version) throws Exception {
        for (int i = 0; i < 20; i++) {
            TlsClient client = new TlsClient(server.address(), TlsClient.context(), TlsClient.version(version));
            client.send("GET /numbers/1000000 HTTP/1.1\r\nHost: a\r\n\r\n");
            if (i % 2 == 0) {
                client.input().skipNBytes(1000);
            }
            if (i % 4 < 2) {
                client.tcp().setSoLinger(true, 0); // resets the connection
            }
            client.tcp().close();
        }
        try (TlsClient client = client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    // ---- deadlines

    @Test
    void aClientThatIsIdleIsCut() throws Exception {
        assertCut(Limits.DEFAULT.withTimes(SHORT, LONG, LONG), client -> {});
    }

    /** The head comes byte by byte, and never ends. */
    @Test
    void aHeadThatDripsIsCut() throws Exception {
        assertCut(Limits.DEFAULT.withTimes(LONG, SHORT, LONG), client -> {
            client.send("GET / HTTP/1.1\r\nX: ");
            TlsClient.repeatUntilCut(LONG, () -> client.send("x"));
        });
    }

    /** The server answers new keys with new keys, which is no progress. */
    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HTTP/1.1\r\nX: "})
    void newKeysGiveNoMoreTime(String begun) throws Exception {
        assertCut(Limits.DEFAULT.withTimes(SHORT, SHORT, LONG), client -> {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + begun);
            client.receive();
            TlsClient.repeatUntilCut(LONG, () -> client.socket().startHandshake());
        });
    }

    @Test
    void contentThatStopsIsCut() throws Exception {
        assertCut(
                Limits.DEFAULT.withTimes(LONG, LONG, SHORT),
                client -> client.send("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na"));
    }

    private interface Behaviour {
        void show(TlsClient client) throws Exception;
    }

    /** On a slow machine the client may be cut earlier, for example within the handshake. */
    private void assertCut(Limits limits, Behaviour behaviour) throws Exception {
        HttpsServer impatient = start(new Site(files), limits, ClientCertificates.IGNORED);
        assertThatThrownBy(() -> {
                    try (TlsClient client = new TlsClient(impatient.address())) {
                        behaviour.show(client);
                        assertCut(client.input());
                        throw new EOFException();
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        impatient.shutdown(LONG);
    }

    @Test
    void aHandshakeThatStopsIsCut() throws Exception {
        HttpsServer impatient =
                start(new Site(files), Limits.DEFAULT.withTimes(LONG, SHORT, LONG), ClientCertificates.IGNORED);
        InetSocketAddress address = impatient.address();
        try (Socket silent = new Socket(address.getAddress(), address.getPort());
                Socket stopped = new Socket(address.getAddress(), address.getPort())) {
            stopped.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc});
            silent.setSoTimeout((int) LONG.toMillis());
            stopped.setSoTimeout((int) LONG.toMillis());
            assertCut(silent.getInputStream());
            assertCut(stopped.getInputStream());
        }
        impatient.shutdown(LONG);
    }

    /** The connection ends, with or without close_notify. */
    private static void assertCut(InputStream input) {
        assertThatThrownBy(() -> {
                    if (input.read() == -1) {
                        throw new EOFException();
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    // ---- the end of the server

    @Test
    void exchangesInProgressFinishBeforeTheServerEnds() throws Exception {
        HttpsServer ending = start(new Site(files), Limits.DEFAULT, ClientCertificates.IGNORED);
        InetSocketAddress address = ending.address();
        CompletableFuture<Void> end;
        try (TlsClient idle = new TlsClient(address);
                TlsClient busy = new TlsClient(address)) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            busy.send("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(busy.receive().status()).isEqualTo(100);
            end = CompletableFuture.runAsync(() -> shutDown(ending, LONG));
            assertThat(idle.input().read()).isEqualTo(-1);
            assertThat(end).isNotDone();
            busy.send("abc");
            Answer answer = busy.receive();
            assertThat(answer.text()).startsWith("3 ");
            assertThat(answer.fields()).containsEntry("Connection", "close");
            assertThat(busy.input().read()).isEqualTo(-1);
        }
        end.join();
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void exchangesThatDoNotFinishAreCut() throws Exception {
        HttpsServer ending = start(new Site(files), Limits.DEFAULT, ClientCertificates.IGNORED);
        try (TlsClient busy = new TlsClient(ending.address())) {
            busy.send("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(busy.receive().status()).isEqualTo(100);
            ending.shutdown(Duration.ofMillis(100));
            assertCut(busy.input());
        }
    }

    private static void shutDown(HttpsServer server, Duration limit) {
        try {
            server.shutdown(limit);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    /** Returns the smallest of some counts, because the loading of a class opens a file for a moment. */
    private static long ownDescriptors() throws Exception {
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            fewest = Math.min(fewest, JvmCensus.ownDescriptors());
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return fewest;
    }

    @Test
    void noDescriptorIsLeft() throws Exception {
        Files.writeString(files.resolve("small"), "content");
        long before = 0;
        for (int i = 0; i < 3; i++) {
            HttpsServer ending = start(new Site(files), Limits.DEFAULT, ClientCertificates.IGNORED);
            for (int j = 0; j < 5; j++) {
                try (TlsClient client = new TlsClient(ending.address())) {
                    assertThat(client.get("/files/small").text()).isEqualTo("content");
                }
            }
            ending.shutdown(LONG);
            long after = ownDescriptors();
            before = i == 0 ? after : before;
            assertThat(after).isLessThanOrEqualTo(before);
        }
    }
}
