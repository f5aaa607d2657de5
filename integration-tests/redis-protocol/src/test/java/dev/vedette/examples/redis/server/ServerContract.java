package dev.vedette.examples.redis.server;

import static dev.vedette.examples.redis.server.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.examples.Shell;
import dev.vedette.examples.redis.client.LoadClient;
import dev.vedette.examples.redis.client.LoadReport;
import dev.vedette.examples.redis.client.RedisBenchmark;
import dev.vedette.examples.redis.client.Workload;
import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of a server, no matter how it waits. */
@Timeout(600)
abstract class ServerContract {
    private static final int LARGE = 512 * 1024;
    private static final int MOST_PENDING_BYTES = 2 * 64 * 1024; // of one connection: a buffer in each direction

    private final List<Peer> peers = new ArrayList<>();
    private Server server;

    abstract Server start(int port, Keyspace keyspace, Limits limits) throws IOException;

    @BeforeEach
    void startServer() throws IOException {
        server = start(0, new Keyspace(), Limits.DEFAULT);
    }

    @AfterEach
    void closeServer() throws IOException {
        for (Peer peer : peers) {
            peer.close();
        }
        server.close();
    }

    Server server() {
        return server;
    }

    Peer connect() throws IOException {
        Peer peer = new Peer(server.address());
        peers.add(peer);
        return peer;
    }

    private void setLargeValue() throws IOException {
        String request = "*3\r\n$3\r\nSET\r\n$5\r\nlarge\r\n$" + LARGE + "\r\n" + "x".repeat(LARGE) + "\r\n";
        assertThat(connect().exchange(request, "+OK\r\n")).isEqualTo("+OK\r\n");
    }

    @Test
    void everyCommandIsAnswered() throws IOException {
        String requests = """
                PING\r
                PING hello\r
                ECHO "hello world"\r
                SET a 41\r
                GET a\r
                INCR a\r
                MGET a b\r
                EXISTS a b\r
                DBSIZE\r
                DEL a b\r
                COMMAND COUNT\r
                COMMAND DOCS\r
                CONFIG GET save\r
                FOO bar\r
                GET\r
                QUIT\r
                """;
        String replies = """
                +PONG\r
                $5\r
                hello\r
                $11\r
                hello world\r
                +OK\r
                $2\r
                41\r
                :42\r
                *2\r
                $2\r
                42\r
                $-1\r
                :1\r
                :1\r
                :1\r
                :12\r
                *0\r
                *2\r
                $4\r
                save\r
                $0\r
                \r
                -ERR unknown command 'FOO', with args beginning with: 'bar' \r
                -ERR wrong number of arguments for 'get' command\r
                +OK\r
                """;

        assertThat(connect().exchange(requests, replies)).isEqualTo(replies);
        await().until(() -> server.counters().requests() == 16);
    }

    @Test
    void tenThousandRequestsInOneWriteAreAnsweredInOrder() throws IOException {
        String requests = numbers().mapToObj(i -> "ECHO " + i + "\r\n").collect(Collectors.joining());
        String replies = numbers()
                .mapToObj(i -> "$" + Integer.toString(i).length() + "\r\n" + i + "\r\n")
                .collect(Collectors.joining());

        Peer peer = connect().sendInBackground(requests.getBytes(ISO_8859_1), 1);

        assertThat(peer.receive(replies.length())).isEqualTo(replies);
    }

    private static IntStream numbers() {
        return IntStream.range(0, 10_000);
    }

    @Test
    void aRequestMayArriveInPieces() throws IOException {
        Peer peer = connect();
        for (char piece : "*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n".toCharArray()) {
            peer.send(String.valueOf(piece));
        }

        assertThat(peer.receive("$5\r\nhello\r\n".length())).isEqualTo("$5\r\nhello\r\n");
    }

    @Test
    void incrementsOfManyConnectionsAddUp() throws IOException {
        String increments = "INCR counter\r\n".repeat(1_000);
        for (int i = 0; i < 8; i++) {
            connect().sendInBackground(increments.getBytes(ISO_8859_1), 1);
        }

        await().until(() ->
                connect().exchange("GET counter\r\n", "$4\r\n8000\r\n").equals("$4\r\n8000\r\n"));
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsReplies() throws IOException {
        setLargeValue();
        Peer peer = connect().send("GET large\r\n".repeat(20) + "PING\r\n");
        peer.endRequests();

        String reply = "$" + LARGE + "\r\n" + "x".repeat(LARGE) + "\r\n";
        assertThat(peer.receive(20 * reply.length()).equals(reply.repeat(20))).isTrue();
        assertThat(peer.receive(7)).isEqualTo("+PONG\r\n");
        assertThat(peer.isClosedByServer()).isTrue();
    }

    @Test
    void aConnectionClosedDuringARequestIsForgotten() throws IOException {
        Peer other = connect();
        connect().send("*2\r\n$4\r\nECHO\r\n$5\r\nhel").close();

        await().until(() -> server.counters().connectionsAccepted() == 2
                && server.counters().connectionsOpen() == 1);
        assertThat(other.ping()).isEqualTo("+PONG\r\n");
    }

    @Test
    void aConnectionResetDuringARequestIsForgotten() throws IOException {
        Peer other = connect();
        connect().send("*2\r\n$4\r\nECHO\r\n$5\r\nhel").reset();

        await().until(() -> server.counters().connectionsAccepted() == 2
                && server.counters().connectionsOpen() == 1);
        assertThat(other.ping()).isEqualTo("+PONG\r\n");
    }

    @Test
    void aConnectionResetDuringItsRepliesIsForgotten() throws IOException {
        setLargeValue();
        Peer peer = connect().send("GET large\r\n".repeat(1_000));
        await().until(() -> server.counters().pendingBytes() > 0);
        peer.reset();

        await().until(() ->
                server.counters().connectionsOpen() == 1 && server.counters().pendingBytes() == 0);
    }

    @Test
    void quitIsTheLastRequestAnswered() throws IOException {
        Peer peer = connect().send("PING\r\nQUIT\r\nPING\r\n");

        assertThat(peer.receive("+PONG\r\n+OK\r\n".length())).isEqualTo("+PONG\r\n+OK\r\n");
        assertThat(peer.isClosedByServer()).isTrue();
        await().until(() -> server.counters().connectionsOpen() == 0);
    }

    @Test
    void endlessGarbageGetsAnErrorAndIsNotReadFurther() throws IOException {
        Peer other = connect();
        byte[] megabyte = "x".repeat(1024 * 1024).getBytes(ISO_8859_1);
        Peer garbler = connect().sendInBackground(megabyte, 100);

        String error = "-ERR Protocol error: too big inline request\r\n";
        assertThat(garbler.receive(error.length())).isEqualTo(error);
        assertThat(garbler.isClosedByServer()).isTrue();
        assertThat(other.ping()).isEqualTo("+PONG\r\n");
    }

    @Test
    void garbageOfManyLinesIsAnsweredWhileOthersAreServed() throws IOException {
        Peer other = connect();
        byte[] lines = "no such command\r\n".repeat(60_000).getBytes(ISO_8859_1);
        Peer garbler = connect().sendInBackground(lines, 100);

        String error = "-ERR unknown command 'no', with args beginning with: 'such' 'command' \r\n";
        for (int i = 0; i < 1_000; i++) {
            assertThat(garbler.receive(error.length())).isEqualTo(error);
            assertThat(other.ping()).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void clientsThatNeverReadAreNotReadFromAndOthersAreServed() throws IOException {
        setLargeValue();
        Peer other = connect();
        int rudePeers = 10;
        String reply = "$" + LARGE + "\r\n" + "x".repeat(LARGE) + "\r\n";
        List<Peer> rude = new ArrayList<>();
        for (int i = 0; i < rudePeers; i++) {
            rude.add(connect().sendInBackground("GET large\r\n".repeat(100).getBytes(ISO_8859_1), 1_000));
        }

        await().until(() -> server.counters().pendingBytes() > 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(other.ping()).isEqualTo("+PONG\r\n");
            assertThat(server.counters().pendingBytes()).isLessThanOrEqualTo(rudePeers * MOST_PENDING_BYTES);
        }
        assertThat(server.counters().requests())
                .as("requests of the other peers, and requests that fit into socket buffers")
                .isLessThan(1_001 + rudePeers * 100);
        // Nothing is lost: the peers get their replies as soon as they read.
        for (Peer peer : rude) {
            assertThat(peer.receive(3 * reply.length()).equals(reply.repeat(3))).isTrue();
        }
    }

    @Test
    void oneRequestForManyLargeValuesIsAnsweredPieceByPiece() throws IOException {
        setLargeValue();
        Peer peer = connect().send("MGET" + " large".repeat(200) + "\r\n");

        String value = "$" + LARGE + "\r\n" + "x".repeat(LARGE) + "\r\n";
        assertThat(peer.receive(6)).isEqualTo("*200\r\n");
        for (int i = 0; i < 200; i++) {
            assertThat(peer.receive(value.length()).equals(value)).isTrue();
            assertThat(server.counters().pendingBytes()).isLessThanOrEqualTo(MOST_PENDING_BYTES);
        }
        assertThat(peer.ping()).isEqualTo("+PONG\r\n");
    }

    @Test
    void closingEndsAllConnectionsAndThreads() throws IOException {
        setLargeValue();
        for (int i = 0; i < 100; i++) {
            assertThat(connect().ping()).isEqualTo("+PONG\r\n");
        }
        Peer stuck = connect().send("GET large\r\n".repeat(1_000));
        await().until(() -> server.counters().pendingBytes() > 0);

        server.close();

        assertThat(server.counters().connectionsOpen()).isZero();
        assertThat(server.counters().connectionsAccepted()).isEqualTo(102);
        for (Peer peer : peers) {
            assertThat(peer == stuck || peer.isClosedByServer()).isTrue();
        }
        await().untilAsserted(() -> assertThat(serverThreads()).isEmpty());
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    /**
     * Returns the names of the server's platform threads. The counter of open connections shows that virtual threads
     * have ended.
     */
    private static Stream<String> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("redis-"));
    }

    @Test
    void closingAClosedServerHasNoEffect() {
        server.close();
        server.close();

        assertThat(server.counters().connectionsOpen()).isZero();
    }

    @Test
    void noDescriptorIsLeaked() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc/self/fd to count descriptors");
        openAndClose(); // opens the descriptors that the JVM keeps
        long before = descriptors();

        for (int i = 0; i < 20; i++) {
            openAndClose();
        }

        await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
    }

    private void openAndClose() throws IOException {
        try (Server another = start(0, new Keyspace(), Limits.DEFAULT)) {
            for (int i = 0; i < 10; i++) {
                try (Peer peer = new Peer(another.address())) {
                    assertThat(peer.ping()).isEqualTo("+PONG\r\n");
                }
            }
        }
    }

    /**
     * Returns the number of descriptors that are not files, such as sockets and pipes. Class loading opens and closes
     * files at any time.
     */
    private static long descriptors() throws IOException {
        long count = 0;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    if (!Files.readSymbolicLink(descriptor).isAbsolute()) {
                        count++;
                    }
                } catch (IOException e) {
                    // closed in the meantime, like the descriptor of the directory itself
                }
            }
        }
        return count;
    }

    @Test
    void aPortInUseIsReported() {
        assertThatThrownBy(() -> start(server.address().getPort(), new Keyspace(), Limits.DEFAULT))
                .isInstanceOf(BindException.class);
    }

    @ParameterizedTest
    @EnumSource
    void ourOwnClientGetsTheRepliesItExpects(Workload workload) throws IOException {
        LoadReport report = new LoadClient(server.address(), 10, 16).run(workload, Duration.ofMillis(100));

        assertThat(report.test()).isEqualTo(workload.name());
        assertThat(report.requestsPerSecond()).isPositive();
        assertThat(server.counters().requests()).isGreaterThanOrEqualTo(10 * 16);
    }

    @Test
    void redisBenchmarkSucceeds() throws IOException {
        Optional<RedisBenchmark> benchmark = RedisBenchmark.find();
        assumeTrue(benchmark.isPresent(), "needs redis-benchmark on the PATH");

        List<LoadReport> reports = benchmark.get().run(server.address(), 50, 16, 20_000);

        assertThat(reports)
                .extracting(LoadReport::test)
                .containsExactlyInAnyOrder("PING_INLINE", "PING_MBULK", "SET", "GET");
        assertThat(server.counters().requests()).isGreaterThanOrEqualTo(80_000);
    }

    @Test
    void redisCliUnderstandsTheReplies() throws Exception {
        assumeTrue(Shell.find("redis-cli").isPresent(), "needs redis-cli on the PATH");

        assertThat(redisCli("PING")).isEqualTo("PONG");
        assertThat(redisCli("SET", "greeting", "hello \"world\"\n")).isEqualTo("OK");
        assertThat(redisCli("GET", "greeting")).isEqualTo("\"hello \\\"world\\\"\\n\"");
        assertThat(redisCli("INCR", "greeting")).isEqualTo("(error) ERR value is not an integer or out of range");
        assertThat(redisCli("MGET", "greeting", "none")).isEqualTo("1) \"hello \\\"world\\\"\\n\"\n2) (nil)");
        assertThat(redisCli("DBSIZE")).isEqualTo("(integer) 1");
        assertThat(redisCli("CONFIG", "GET", "appendonly")).isEqualTo("1) \"appendonly\"\n2) \"no\"");
        assertThat(redisCli("COMMAND")).startsWith(" 1) 1) \"get\"\n    2) (integer) 2\n    3) 1) readonly");
    }

    private String redisCli(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "redis-cli", "--no-raw", "-p", Integer.toString(server.address().getPort())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return output.stripTrailing();
    }
}
