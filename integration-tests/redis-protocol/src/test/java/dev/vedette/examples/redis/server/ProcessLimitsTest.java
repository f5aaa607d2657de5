package dev.vedette.examples.redis.server;

import static dev.vedette.examples.redis.server.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the event loop at the limits of its process: descriptors and memory. */
@Timeout(600)
class ProcessLimitsTest {
    private static final int MANY = 10_000;
    private static final int OTHERS = 1_000; // descriptors that are not connections

    @BeforeAll
    static void needBash() {
        assumeTrue(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
                "needs a system with ulimit");
    }

    @Test
    void tenThousandConnectionsAreServedFromASmallHeap() throws IOException {
        // A JVM raises its own limit to the maximum, which is also the maximum of the server.
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long descriptors = system.getMaxFileDescriptorCount();
        assumeTrue(descriptors >= MANY + OTHERS, "needs " + (MANY + OTHERS) + " descriptors, has " + descriptors);

        List<Peer> peers = new ArrayList<>();
        try (ServerProcess server = new ServerProcess(MANY + OTHERS, "-Xmx256m")) {
            try {
                for (int i = 0; i < MANY; i++) {
                    peers.add(new Peer(server.address()));
                }
                for (Peer peer : peers) {
                    peer.send("PING\r\n");
                }
                for (Peer peer : peers) {
                    assertThat(peer.receive(7)).isEqualTo("+PONG\r\n");
                }

                assertThat(server.connectionsOpen()).isEqualTo(MANY);
                long heapBytes = server.heapBytes();
                System.out.printf("Heap of the server with %,d connections: %,d bytes%n", MANY, heapBytes);
                assertThat(heapBytes).isLessThan(64L * 1024 * 1024);
            } finally {
                for (Peer peer : peers) {
                    peer.close();
                }
            }
            await().until(() -> server.connectionsOpen() == 0);
        }
    }

    @Test
    void withoutDescriptorsTheServerSleepsAndServesItsOpenConnections() throws Exception {
        int descriptors = 120;
        List<Peer> peers = new ArrayList<>();
        try (ServerProcess server = new ServerProcess(descriptors)) {
            try {
                Peer first = new Peer(server.address());
                peers.add(first);
                assertThat(first.ping()).isEqualTo("+PONG\r\n");
                for (int i = 1; i < 2 * descriptors; i++) {
                    // the kernel accepts the connection, even if the server does not
                    peers.add(new Peer(server.address()).send("PING\r\n"));
                }
                await().until(() -> server.acceptFailures() > 0);
                assertThat(server.connectionsOpen()).isPositive().isLessThan(descriptors);

                long before = server.polls();
                TimeUnit.MILLISECONDS.sleep(500);
                assertThat(server.polls() - before)
                        .as("polls while out of descriptors")
                        .isLessThan(1_000);
                assertThat(first.ping()).isEqualTo("+PONG\r\n");

                for (Peer peer : peers.subList(1, peers.size())) {
                    assertThat(peer.receive(7)).isEqualTo("+PONG\r\n"); // after earlier connections have made room
                    peer.close();
                }
            } finally {
                for (Peer peer : peers) {
                    peer.close();
                }
            }
        }
    }

    @Test
    void anArgumentTooLargeForTheHeapEndsOnlyItsConnection() throws IOException {
        byte[] megabyte = "x".repeat(1024 * 1024).getBytes(ISO_8859_1);
        try (ServerProcess server = new ServerProcess(OTHERS, "-Xmx64m");
                Peer other = new Peer(server.address());
                Peer greedy = new Peer(server.address())) {
            assertThat(other.ping()).isEqualTo("+PONG\r\n");

            greedy.send("*2\r\n$4\r\nECHO\r\n$" + 256 * 1024 * 1024 + "\r\n").sendInBackground(megabyte, 256);

            assertThat(greedy.isClosedByServer()).isTrue();
            assertThat(other.ping()).isEqualTo("+PONG\r\n");
        }
    }
}
