package dev.vedette.examples.lines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.examples.JvmCensus;
import dev.vedette.examples.loop.Server;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server with two loops, its clients, and its end. */
@Timeout(120)
class LinesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answers;

        Client(InetSocketAddress address) throws IOException {
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setSoTimeout((int) LONG.toMillis());
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        }

        void send(String lines) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(lines.getBytes(ISO_8859_1));
            out.flush();
        }

        String answer() throws IOException {
            return answers.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static InetSocketAddress addressOf(Server server) {
        return (InetSocketAddress) server.address();
    }

    private interface Body {
        void run(Server server) throws Exception;
    }

    /** Runs a server with two loops, and checks that it leaves no descriptor behind. */
    private static void withServer(Duration idleLimit, Body body) throws Exception {
        Server warmUp = Main.start(0, 2, idleLimit);
        new Client(addressOf(warmUp)).close();
        warmUp.shutdown(LONG);
        long before = JvmCensus.ownDescriptors();
        Server server = Main.start(0, 2, idleLimit);
        try {
            body.run(server);
        } finally {
            server.shutdown(LONG);
        }
        assertThat(JvmCensus.ownDescriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    void clientsAreSharedAmongTheLoopsAndAnsweredInOrder() throws Exception {
        withServer(LONG, server -> {
            Set<String> threads = new HashSet<>();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Client client = new Client(addressOf(server));
                clients.add(client);
                client.send("who\none\ntw");
                threads.add(client.answer());
                assertThat(client.answer()).isEqualTo("ONE");
                client.send("o\n");
                assertThat(client.answer()).isEqualTo("TWO");
            }
            assertThat(threads).containsExactlyInAnyOrder("loop-0", "loop-1");
            for (Client client : clients) {
                client.send("bye\n");
                client.socket.shutdownOutput();
                assertThat(client.answer()).isEqualTo("BYE");
                assertThat(client.answer()).isNull();
                client.close();
            }
        });
    }

    /** The requests behind a slow one wait, and the other clients do not. */
    @Test
    void aSlowRequestDelaysItsOwnConnectionOnly() throws Exception {
        withServer(LONG, server -> {
            try (Client slow = new Client(addressOf(server));
                    Client other = new Client(addressOf(server))) {
                slow.send("slow\nafter\n");
                for (int i = 0; i < 10; i++) {
                    other.send("quick\n");
                    assertThat(other.answer()).isEqualTo("QUICK");
                }
                assertThat(slow.answer()).isEqualTo("SLOW");
                assertThat(slow.answer()).isEqualTo("AFTER");
            }
        });
    }

    @Test
    void aClientThatLeavesDuringASlowRequestIsForgotten() throws Exception {
        withServer(LONG, server -> {
            for (int i = 0; i < 20; i++) {
                Client gone = new Client(addressOf(server));
                gone.send("slow\n");
                gone.socket.setSoLinger(true, 0);
                gone.close();
            }
            try (Client client = new Client(addressOf(server))) {
                client.send("slow\n");
                assertThat(client.answer()).isEqualTo("SLOW");
            }
        });
    }

    /** The client sends much more than all buffers hold, and reads only then. */
    @Test
    void aClientThatDoesNotReadIsNotReadFrom() throws Exception {
        withServer(LONG, server -> {
            try (Client client = new Client(addressOf(server))) {
                String line = "x".repeat(999) + "\n";
                int lines = 30_000;
                CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                    try {
                        for (int i = 0; i < lines; i++) {
                            client.send(line);
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                Thread.sleep(200);
                assertThat(writer.isDone()).as("30 MB do not fit").isFalse();
                for (int i = 0; i < lines; i++) {
                    assertThat(client.answer()).hasSize(999);
                }
                writer.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        });
    }

    @Test
    void aDefectClosesItsOwnConnection() throws Exception {
        withServer(LONG, server -> {
            try (Client failing = new Client(addressOf(server));
                    Client other = new Client(addressOf(server));
                    Client sameLoop = new Client(addressOf(server))) {
                failing.send("fail\n");
                assertEnds(failing);
                for (Client client : List.of(other, sameLoop)) {
                    client.send("well?\n");
                    assertThat(client.answer()).isEqualTo("WELL?");
                }
                sameLoop.send("y".repeat(2000));
                assertEnds(sameLoop);
            }
        });
    }

    /** The end of a connection is the end of the stream or a reset, if the server has not read everything. */
    private static void assertEnds(Client client) {
        try {
            assertThat(client.answer()).isNull();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void anIdleClientIsClosedAndABusyOneIsNot() throws Exception {
        withServer(Duration.ofMillis(500), server -> {
            try (Client idle = new Client(addressOf(server));
                    Client busy = new Client(addressOf(server))) {
                long startNs = System.nanoTime();
                CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> {
                    try {
                        return "" + idle.answer();
                    } catch (IOException e) {
                        return e.toString();
                    }
                });
                boolean late = false;
                while (!end.isDone() && !late) {
                    long askedNs = System.nanoTime();
                    busy.send("still here\n");
                    assertThat(busy.answer()).isEqualTo("STILL HERE");
                    Thread.sleep(20);
                    late = System.nanoTime() - askedNs > 400_000_000; // this machine stands still
                }
                assertThat(end.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("null");
                assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(500_000_000);
            }
        });
    }

    // ---- the end

    @Test
    void aShutdownAnswersWhatIsInFlightAndClosesTheRest() throws Exception {
        Server server = Main.start(0, 2, LONG);
        InetSocketAddress address = addressOf(server);
        try (Client slow = new Client(address);
                Client idle = new Client(address)) {
            idle.send("hello\n");
            assertThat(idle.answer()).isEqualTo("HELLO");
            slow.send("first\n");
            assertThat(slow.answer()).isEqualTo("FIRST");
            slow.send("slow\n");
            while (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("slow")
                            && thread.getState() == Thread.State.TIMED_WAITING
                            && Stream.of(thread.getStackTrace())
                                    .anyMatch(frame -> frame.getClassName().equals(Slow.class.getName())))) {
                Thread.sleep(1);
            }
            server.shutdown(LONG);
            assertThat(slow.answer()).isEqualTo("SLOW");
            assertThat(slow.answer()).isNull();
            assertThat(idle.answer()).isNull();
            assertThatThrownBy(() -> new Client(address)).isInstanceOf(ConnectException.class);
        }
    }

    /** A program of its own, with its class path and flags. */
    private static Process start(String setup, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = setup + "exec " + java + " " + System.getProperty("jvm.flags", "") + " -Xshare:auto -cp "
                + System.getProperty("program").replace(";", File.pathSeparator) + " " + Main.class.getName() + " "
                + String.join(" ", arguments);
        return new ProcessBuilder("bash", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static InetSocketAddress addressOf(Process process) throws IOException {
        String greeting = process.inputReader().readLine();
        assertThat(greeting).contains(System.getProperty("expected.backend"), " answers on ");
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(greeting.replaceAll(".*:", "")));
    }

    @Test
    void sigtermEndsTheProgramWhenTheRequestsInFlightAreAnswered() throws Exception {
        Process process = start("", "0", "2", "60000", "60000");
        try (Client client = new Client(addressOf(process))) {
            client.send("ready\n");
            assertThat(client.answer()).isEqualTo("READY");
            client.send("slow\nafter\nlast, without an end");
            client.send("");
            Thread.sleep(100);
            process.destroy(); // SIGTERM
            assertThat(client.answer()).isEqualTo("SLOW");
            assertThat(client.answer()).isEqualTo("AFTER");
            assertThat(client.answer()).isNull();
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("143: by SIGTERM").isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aClientThatDoesNotReadCannotHoldUpTheEnd() throws Exception {
        Process process = start("", "0", "1", "60000", "300");
        try (Client client = new Client(addressOf(process))) {
            CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        client.send("x".repeat(1000) + "\n");
                    }
                } catch (IOException e) {
                    // closed
                }
            });
            Thread.sleep(300);
            process.destroy();
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** More clients than descriptors: the last is served when others have left. */
    @Test
    void withoutDescriptorsNewClientsWait() throws Exception {
        Process process = start("ulimit -n 60; ", "0", "2");
        List<Client> clients = new ArrayList<>();
        try {
            InetSocketAddress address = addressOf(process);
            try (Client first = new Client(address)) { // for which the JVM loads classes from files
                first.send("hello\n");
                assertThat(first.answer()).isEqualTo("HELLO");
            }
            for (int i = 0; i < 80; i++) {
                clients.add(new Client(address));
            }
            for (Client client : clients) {
                client.send("hello\n");
            }
            assertThat(clients.get(0).answer()).isEqualTo("HELLO");
            for (Client client : clients.subList(1, 80)) {
                clients.get(0).send("still here\n");
                assertThat(clients.get(0).answer()).isEqualTo("STILL HERE");
                assertThat(client.answer()).isEqualTo("HELLO");
                client.close();
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
            process.destroyForcibly();
        }
    }
}
