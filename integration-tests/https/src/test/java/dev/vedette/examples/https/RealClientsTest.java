package dev.vedette.examples.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.examples.Shell;
import dev.vedette.examples.https.protocol.Limits;
import dev.vedette.examples.https.server.Connections;
import dev.vedette.examples.https.server.Engines;
import dev.vedette.examples.https.server.Engines.ClientCertificates;
import dev.vedette.examples.https.server.HttpsServer;
import dev.vedette.examples.https.server.HttpsServer.Driver;
import dev.vedette.examples.https.site.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that are in use everywhere. They are those of Linux: curl, openssl, wrk, ab, sslscan and chromium. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the client programs are those of Linux")
@Timeout(300)
class RealClientsTest {
    private static final Map<Driver, HttpsServer> SERVERS = new EnumMap<>(Driver.class);

    private static Path folder;
    private static Shell shell;

    @BeforeAll
    static void start(@TempDir Path files) throws Exception {
        folder = files;
        shell = new Shell(files);
        byte[] content = new byte[5_000_000];
        new Random(1).nextBytes(content);
        Files.write(files.resolve("file"), content);
        for (String alias : List.of("ca", "client", "stranger")) {
            Files.copy(Certificates.pem(alias), files.resolve(alias + ".pem"));
        }
        Engines engines = Engines.of(
                Certificates.keys("a", "b"),
                Certificates.PASSWORD.toCharArray(),
                Certificates.trusted(),
                ClientCertificates.WANTED);
        for (Driver driver : Driver.values()) {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            SERVERS.put(driver, driver.start(any, new Connections(new Site(files), engines, Limits.DEFAULT)));
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (HttpsServer server : SERVERS.values()) {
            server.shutdown(Duration.ofSeconds(60));
        }
    }

    private static void needs(String program) {
        assumeTrue(Shell.find(program).isPresent(), "needs the program " + program);
    }

    private static int port(Driver driver) {
        return SERVERS.get(driver).address().getPort();
    }

    private static List<String> curl(Driver driver, String options, String path) throws Exception {
        int port = port(driver);
        return shell.run("curl -sS --cacert ca.pem --resolve a.example:" + port + ":127.0.0.1 " + options
                + " https://a.example:" + port + path);
    }

    @ParameterizedTest
    @EnumSource
    void curl(Driver driver) throws Exception {
        needs("curl");
        String digest = shell.run("sha256sum < file").get(0).split(" ")[0];
        assertThat(curl(driver, "", "/who"))
                .singleElement()
                .asString()
                .startsWith("TLSv1.3")
                .endsWith(" unknown");
        assertThat(curl(driver, "--tls-max 1.2", "/who"))
                .singleElement()
                .asString()
                .startsWith("TLSv1.2");
        assertThat(curl(driver, "--cert client.pem", "/who"))
                .singleElement()
                .asString()
                .endsWith(" CN=client");
        for (String version : List.of("1.2", "1.3")) {
            assertThatThrownBy(() -> curl(driver, "--cert stranger.pem --tls-max " + version, "/who"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("alert");
        }
        assertThat(curl(driver, "-o out", "/files/file")).isEmpty();
        assertThat(Files.mismatch(folder.resolve("out"), folder.resolve("file")))
                .isEqualTo(-1);
        assertThat(curl(driver, "--data-binary @file", "/digest")).containsExactly("5000000 " + digest); // with Expect
        assertThat(curl(driver, "-H 'Transfer-Encoding: chunked' --data-binary @file -o out", "/echo"))
                .isEmpty();
        assertThat(Files.mismatch(folder.resolve("out"), folder.resolve("file")))
                .isEqualTo(-1);
        assertThat(curl(driver, "-I", "/")).contains("HTTP/1.1 200 OK");
        assertThat(curl(driver, "-0", "/numbers/3")).containsExactly("0", "1", "2");
        assertThat(curl(driver, "-o out -w '%{num_connects}\\n' -o out", "/[1-3]"))
                .containsExactly("1", "0", "0");
        assertThat(curl(driver, "-v --data-binary @file -o out -w '%{http_code}'", "/none 2>/dev/null"))
                .containsExactly("405");
    }

    /** Runs s_client, which takes commands as lines of their own, and waits for texts in its output. */
    private static final class OpenSsl implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final OutputStream input;

        OpenSsl(Driver driver, String options) throws IOException {
            needs("openssl");
            String command = "exec openssl s_client -connect localhost:" + port(driver)
                    + " -servername a.example -CAfile ca.pem -verify_return_error " + options;
            process = new ProcessBuilder("sh", "-c", command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            output = process.inputReader(ISO_8859_1);
            input = process.getOutputStream();
        }

        OpenSsl send(String text) throws IOException {
            input.write(text.getBytes(ISO_8859_1));
            input.flush();
            return this;
        }

        OpenSsl await(String text) throws IOException {
            StringBuilder read = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                read.append(line).append('\n');
                if (line.contains(text)) {
                    return this;
                }
            }
            throw new AssertionError("no '" + text + "' in\n" + read);
        }

        /** Returns the rest of the output. */
        String readToEnd() throws IOException {
            StringBuilder read = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                read.append(line).append('\n');
            }
            return read.toString();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private static final String REQUEST = "GET /numbers/3 HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST = "GET /numbers/3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @ParameterizedTest
    @EnumSource
    void opensslResumesSessions(Driver driver) throws Exception {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
            try (OpenSsl first = new OpenSsl(driver, version + " -ign_eof -sess_out session")) {
                assertThat(first.send(LAST).readToEnd()).contains("New, TLS").contains("Verify return code: 0");
            }
            try (OpenSsl second = new OpenSsl(driver, version + " -ign_eof -sess_in session")) {
                assertThat(second.send(LAST).readToEnd())
                        .contains("Reused, TLS")
                        .contains("Connection: close");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensslChangesKeysAndDoesNotStartAgain(Driver driver) throws Exception {
        try (OpenSsl client = new OpenSsl(driver, "-tls1_3")) {
            client.send(REQUEST).await("HTTP/1.1 200 OK");
            client.send("K\n").await("KEYUPDATE");
            client.send(REQUEST).await("HTTP/1.1 200 OK");
            client.send("k\n").await("KEYUPDATE");
            client.send(LAST).await("HTTP/1.1 200 OK");
            client.await("closed");
        }
        try (OpenSsl client = new OpenSsl(driver, "-tls1_2")) {
            client.send(REQUEST).await("HTTP/1.1 200 OK");
            client.send("R\n").await("RENEGOTIATING");
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1 200 OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensslAgreesOnTheProtocol(Driver driver) throws Exception {
        try (OpenSsl client = new OpenSsl(driver, "-alpn h2,http/1.1 -ign_eof")) {
            assertThat(client.send(LAST).readToEnd()).contains("ALPN protocol: http/1.1");
        }
    }

    /** A server that is slow on its first connections may answer nothing in the time of a run. */
    @ParameterizedTest
    @EnumSource
    void wrk(Driver driver) throws Exception {
        needs("wrk");
        List<String> report;
        int runs = 0;
        do {
            report = shell.run("wrk -t1 -c10 -d1s https://localhost:" + port(driver) + "/");
            assertThat(report).noneMatch(line -> line.contains("Non-2xx"));
        } while (report.stream().anyMatch(line -> line.contains(" 0 requests in")) && ++runs < 20);
        assertThat(report).noneMatch(line -> line.contains(" 0 requests in"));
    }

    @ParameterizedTest
    @EnumSource
    void ab(Driver driver) throws Exception {
        needs("ab");
        List<String> report = shell.run("ab -q -k -n 500 -c 10 https://localhost:" + port(driver) + "/ 2>&1");
        assertThat(report)
                .anyMatch(line -> line.matches("Complete requests: +500"))
                .anyMatch(line -> line.matches("Failed requests: +0"))
                .anyMatch(line -> line.matches("Keep-Alive requests: +500"));
    }

    @ParameterizedTest
    @EnumSource
    void jdk(Driver driver) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(TlsClient.context("client")).build();
        String base = "https://localhost:" + port(driver);
        assertThat(client.send(HttpRequest.newBuilder(URI.create(base + "/who")).build(), BodyHandlers.ofString())
                        .body())
                .endsWith(" CN=client\n");
        HttpRequest post = HttpRequest.newBuilder(URI.create(base + "/echo"))
                .expectContinue(true)
                .POST(BodyPublishers.ofFile(folder.resolve("file")))
                .build();
        assertThat(client.send(post, BodyHandlers.ofByteArray()).body())
                .isEqualTo(Files.readAllBytes(folder.resolve("file")));
        HttpRequest chunks = HttpRequest.newBuilder(URI.create(base + "/echo"))
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("content")))
                .build();
        assertThat(client.send(chunks, BodyHandlers.ofString()).body()).isEqualTo("content");
    }

    @ParameterizedTest
    @EnumSource
    void browser(Driver driver) throws Exception {
        needs("chromium");
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> page = shell.run("chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage"
                + " --ignore-certificate-errors --user-data-dir='" + profile
                + "' --virtual-time-budget=10000 --dump-dom"
                + " https://localhost:" + port(driver) + "/ 2>/dev/null");
        assertThat(page)
                .anyMatch(line -> line.startsWith("<p id=\"connection\">TLSv1.3 "))
                .contains("<p id=\"echo\">content that came back</p>");
    }

    @ParameterizedTest
    @EnumSource
    void sslscan(Driver driver) throws Exception {
        needs("sslscan");
        List<String> report =
                shell.run("sslscan --no-colour --no-groups --no-check-certificate localhost:" + port(driver));
        assertThat(report)
                .anyMatch(line -> line.matches("SSLv3 +disabled"))
                .anyMatch(line -> line.matches("TLSv1.0 +disabled"))
                .anyMatch(line -> line.matches("TLSv1.1 +disabled"))
                .anyMatch(line -> line.matches("TLSv1.2 +enabled"))
                .anyMatch(line -> line.matches("TLSv1.3 +enabled"))
                .contains("Session renegotiation not supported")
                .noneMatch(line -> line.contains(" vulnerable") && !line.contains("not vulnerable"))
                .noneMatch(line -> line.matches("(Preferred|Accepted).*(RC4|3DES|NULL|EXPORT).*"));
    }
}
