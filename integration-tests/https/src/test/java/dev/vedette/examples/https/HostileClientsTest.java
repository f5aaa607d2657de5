package dev.vedette.examples.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import dev.vedette.examples.https.server.HttpsServer.Driver;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that break the rules, all at once, and a server with 64 MB of memory that waits three seconds. Each of them
 * gets an answer or is cut off, and the others are served.
 */
@Timeout(300)
class HostileClientsTest {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(120);
    private static final int OF_A_KIND = 3;

    @TempDir
    Path folder;

    private InetSocketAddress address;

    @ParameterizedTest
    @EnumSource
    void theOthersAreServed(Driver driver) throws Exception {
        try (RunningProgram server = RunningProgram.start(new Shell(folder), command(driver))) {
            int port = Integer.parseInt(server.awaitLine("port").split(" ")[1]);
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                List<Future<Void>> clients = new ArrayList<>();
                for (int i = 0; i < OF_A_KIND; i++) {
                    for (Callable<Void> client : hostileClients()) {
                        clients.add(threads.submit(client));
                    }
                    assertServed();
                }
                for (Future<Void> client : clients) {
                    client.get();
                }
                assertServed();
                assertThat(server.isAlive()).isTrue();
                assertThat(server.errors()).noneMatch(line -> line.contains("OutOfMemoryError"));
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private String command(Driver driver) throws Exception {
        Path keys = Certificates.file(Certificates.keys("a"));
        return String.join(
                " ",
                "java -Xmx64m -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel=1",
                System.getProperty("jvm.flags"),
                "-cp '" + System.getProperty("java.class.path") + "'",
                LimitedServer.class.getName(),
                driver.name(),
                "'" + keys + "' '" + folder + "' 3");
    }

    /** A slow machine may let the time of a good client pass, too. It then tries again. */
    private void assertServed() throws Exception {
        IOException failure = null;
        for (int i = 0; i < 10; i++) {
            try (TlsClient client = new TlsClient(address)) {
                assertThat(client.get("/numbers/3").text()).isEqualTo("0\n1\n2\n");
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private List<Callable<Void>> hostileClients() {
        return List.of(
                () -> assertCutTcp(socket -> {}),
                () -> assertCutTcp(socket -> send(socket, garbage())),
                () -> assertCutTcp(socket -> send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1))),
                () -> assertCutTcp(socket -> send(socket, bytes(22, 3, 1, 2, 0, 1, 0, 1, 252))), // stops
                () -> assertCutTcp(
                        socket -> { // ends within a record
                            send(socket, bytes(22, 3, 1, 2, 0, 1));
                            socket.shutdownOutput();
                        }),
                () -> assertCutTcp(socket -> send(socket, bytes(22, 3, 3, 255, 255))), // too long a record
                () -> assertStatus(
                        400, "POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n"),
                () -> assertStatus(
                        400,
                        "POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
                () -> assertStatus(400, "GET / HTTP/1.1\nHost: a\n\n"),
                () -> assertStatus(431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n"),
                () -> assertCutTls(
                        client -> { // a head that drips
                            client.send("GET / HTTP/1.1\r\nX: ");
                            TlsClient.repeatUntilCut(TIME_LIMIT, () -> client.send("x"));
                        }),
                () -> assertCutTls(
                        client -> { // ends TCP within the content
                            client.send("POST /digest HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
                            client.tcp().shutdownOutput();
                            client.input().readAllBytes();
                            throw new IOException("ended");
                        }),
                () -> assertCutTls(
                        client -> { // does not read
                            client.send("GET /numbers/999999999 HTTP/1.1\r\nHost: a\r\n\r\n");
                            TlsClient.repeatUntilCut(TIME_LIMIT, () -> client.send("x"));
                        }),
                () -> assertCutTls(
                        client -> { // sends requests, and does not read
                            while (true) {
                                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                            }
                        }),
                this::assertSecondHandshakeRefused);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] garbage() {
        byte[] bytes = new byte[10_000];
        new Random().nextBytes(bytes);
        return bytes;
    }

    private interface Behaviour<T extends Closeable> {
        void show(T client) throws Exception;
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private Void assertCutTcp(Behaviour<Socket> behaviour) throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout((int) TIME_LIMIT.toMillis());
            behaviour.show(socket);
            socket.getInputStream().readAllBytes(); // an alert at most
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // reset
        }
        return null;
    }

    /** The behaviour fails when the connection is cut. */
    private Void assertCutTls(Behaviour<TlsClient> behaviour) {
        assertThatThrownBy(() -> {
                    try (TlsClient client = new TlsClient(address)) {
                        behaviour.show(client);
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        return null;
    }

    /** A slow machine may let the time of this client pass before it has sent its request. It then tries again. */
    private Void assertStatus(int status, String request) throws Exception {
        IOException failure = null;
        for (int i = 0; i < 10; i++) {
            try (TlsClient client = new TlsClient(address)) {
                client.send(request);
                assertThat(client.receive().status()).isEqualTo(status);
                assertThat(client.input().read()).isEqualTo(-1);
                return null;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private Void assertSecondHandshakeRefused() {
        assertThatThrownBy(() -> {
                    try (TlsClient client = new TlsClient(address, TlsClient.context(), TlsClient.version("TLSv1.2"))) {
                        client.get("/");
                        client.socket().startHandshake();
                        client.get("/");
                    }
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        return null;
    }
}
