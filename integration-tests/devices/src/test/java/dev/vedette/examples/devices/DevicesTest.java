package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.unix.UnixAddress;
import dev.vedette.unix.UnixDatagram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that the program waits for happens to it, and it tells of all of that. */
@Timeout(value = 1200, threadMode = ThreadMode.SEPARATE_THREAD)
class DevicesTest {
    /** How the JVM of the program is started, and which backend that makes. */
    enum Start {
        WITHOUT_FLAGS("NIO"),
        WITH_FLAGS("EPOLL", "--enable-native-access=ALL-UNNAMED", "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

        final String backend;
        final List<String> flags;

        Start(String backend, String... flags) {
            this.backend = backend;
            this.flags = List.of(flags);
        }
    }

    private static final int MANY = 1000;

    @TempDir
    private Path folder;

    private RunningDevices start(Start start, String... terminalAndBus) throws Exception {
        Files.createDirectories(directory());
        List<String> arguments = Stream.concat(
                        Stream.of(directory().toString(), socket().toString()), Stream.of(terminalAndBus))
                .toList();
        RunningDevices devices = new RunningDevices(folder.resolve("errors"), start.flags, arguments);
        assertThat(devices.awaitFrom("loop", 1)).containsExactly("runs on " + start.backend);
        return devices;
    }

    private Path directory() {
        return folder.resolve("files");
    }

    private Path socket() {
        return folder.resolve("notify");
    }

    /** All at once, so that the sources share polls; every one tells its own in order, and all of it. */
    @ParameterizedTest
    @EnumSource
    void everySourceIsHeardInOneLoop(Start start) throws Exception {
        long before = System.nanoTime();
        try (PseudoTerminal terminal = PseudoTerminal.open();
                RunningDevices devices = start(start, terminal.path().toString())) {
            List<CompletableFuture<Void>> all = List.of(
                    async(() -> exchange(devices, 1)),
                    async(() -> exchange(devices, 2)),
                    async(this::growFiles),
                    async(() -> notifyOften(socket())),
                    async(() -> terminal.type("seq " + MANY + "; exit 3\n")));
            all.forEach(CompletableFuture::join);
            List<String> numbers =
                    IntStream.rangeClosed(1, MANY).mapToObj(Integer::toString).toList();

            assertThat(devices.awaitFrom("echo", 3).subList(1, 3)).containsOnly("a client left");
            assertThat(devices.awaitFrom("files", MANY))
                    .containsExactlyElementsOf(
                            numbers.stream().map(number -> "log: " + number).toList());
            assertThat(devices.awaitFrom("notified", MANY))
                    .containsExactlyElementsOf(
                            numbers.stream().map(number -> "STATUS=" + number).toList());
            assertThat(devices.awaitFrom("terminal", 1)).containsExactly("seq " + MANY + "; exit 3");
            String child = devices.awaitDeviceSaying("has ended with 3");
            assertThat(devices.saidBy(child))
                    .containsExactlyElementsOf(Stream.concat(numbers.stream(), Stream.of("has ended with 3"))
                            .toList());

            List<Long> ticks =
                    devices.awaitFrom("ticks", 10).stream().map(Long::valueOf).toList();
            long elapsedNs = System.nanoTime() - before;
            assertThat(ticks).isSorted().doesNotHaveDuplicates();
            assertThat(ticks.getLast()).as("never early").isLessThanOrEqualTo(elapsedNs / Ticker.PERIOD.toNanos());

            send(socket(), "STOPPING=1");
            devices.requireGoodEnd();
            assertThat(socket()).doesNotExist();
            requireNoComplaint(start, devices);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTerminalGivesWholeLinesAndIsAnsweredUntilItHangsUp(Start start) throws Exception {
        PseudoTerminal terminal = PseudoTerminal.open();
        try (RunningDevices devices = start(start, terminal.path().toString())) {
            terminal.type("echo fir");
            terminal.type("st\necho second; false\n");
            // as it is edited: DEL takes the last character back
            terminal.type("printf thirty\u007f\u007fd\n");
            assertThat(devices.awaitFrom("terminal", 3))
                    .containsExactly("echo first", "echo second; false", "printf third");
            terminal.awaitShown("echo first has ended with 0");
            terminal.awaitShown("echo second; false has ended with 1");
            terminal.awaitShown("printf third has ended with 0");
            assertThat(List.of("first", "second", "third"))
                    .allSatisfy(
                            word -> assertThat(devices.awaitDeviceSaying(word)).startsWith("child "));
            terminal.close();
            assertThat(devices.awaitFrom("terminal", 4)).last().isEqualTo("hung up");
            send(socket(), "STOPPING=1");
            devices.requireGoodEnd();
        } finally {
            terminal.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRenamedFileIsFollowedAndItsSuccessorToo(Start start) throws Exception {
        Files.createDirectories(directory());
        Path log = directory().resolve("log");
        Files.writeString(log, "before\nbegun");
        try (RunningDevices devices = start(start)) {
            assertThat(devices.awaitFrom("files", 1)).containsExactly("log: before");
            Path rotated = Files.move(log, directory().resolve("log.1"));
            append(log, "new\n");
            append(rotated, " and ended\n");
            assertThat(devices.awaitFrom("files", 3))
                    .containsExactlyInAnyOrder("log: before", "log: new", "log.1: begun and ended");
            Files.delete(rotated);
            assertThat(devices.awaitFrom("files", 4)).last().isEqualTo("log.1 is gone");
            send(socket(), "STOPPING=1");
            devices.requireGoodEnd();
        }
    }

    /** While it ticks. A socket keeps a few hundred frames, and drops what is sent while it is full. */
    @ParameterizedTest
    @EnumSource
    void framesOfACanBusAreHeardInTheirOrder(Start start) throws Exception {
        try (CanInterface bus = CanInterface.open();
                PseudoTerminal terminal = PseudoTerminal.open();
                RunningDevices devices = start(start, terminal.path().toString(), bus.name())) {
            assertThat(devices.awaitFrom("can", 1)).containsExactly("listens on " + bus.name());
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                CanFrame frame =
                        new CanFrame(i % 2 == 0 ? i : i | CanFrame.EXTENDED, new byte[] {(byte) (i >> 8), (byte) i});
                bus.send(frame);
                sent.add(frame.toString());
                if (sent.size() % 100 == 0) {
                    assertThat(devices.awaitFrom("can", 1 + sent.size()).subList(1, 1 + sent.size()))
                            .containsExactlyElementsOf(sent);
                }
            }
            assertThat(sent).startsWith("000#0000", "00000001#0001");
            assertThat(devices.awaitFrom("ticks", 1)).isNotEmpty();
            send(socket(), "STOPPING=1");
            devices.requireGoodEnd();
            requireNoComplaint(start, devices);
        }
    }

    @ParameterizedTest
    @EnumSource
    void systemdsOwnCommandIsHeard(Start start) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "systemd-notify"))),
                "systemd-notify is not installed");
        try (RunningDevices devices = start(start)) {
            ProcessBuilder command =
                    new ProcessBuilder("systemd-notify", "READY=1", "STATUS=as systemd does").inheritIO();
            command.environment().put("NOTIFY_SOCKET", socket().toString());
            assertThat(command.start().waitFor()).isZero();
            assertThat(devices.awaitFrom("notified", 2)).startsWith("READY=1", "STATUS=as systemd does");
            send(socket(), "STOPPING=1");
            devices.requireGoodEnd();
        }
    }

    /** Without flags it is the JVM that warns, of native access and nothing else; with them nobody does. */
    private static void requireNoComplaint(Start start, RunningDevices devices) throws IOException {
        if (start == Start.WITH_FLAGS) {
            assertThat(devices.errors()).isEmpty();
        } else {
            // four lines and a blank one
            assertThat(devices.errors().stream().filter(line -> !line.isBlank()))
                    .hasSizeBetween(1, 4)
                    .allSatisfy(line -> assertThat(line).startsWith("WARNING: "))
                    .anySatisfy(line -> assertThat(line).contains("--enable-native-access=ALL-UNNAMED"));
        }
    }

    private static void exchange(RunningDevices devices, int seed) throws Exception {
        int port = Integer.parseInt(devices.awaitFrom("echo", 1).getFirst().substring("port ".length()));
        byte[] bytes = new byte[4 << 20];
        new Random(seed).nextBytes(bytes);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            CompletableFuture<Void> writer = async(() -> {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
            writer.join();
        }
    }

    private void growFiles() throws IOException {
        for (int i = 1; i <= MANY; i++) {
            append(directory().resolve("log"), i + "\n");
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void notifyOften(Path socket) throws Exception {
        for (int i = 1; i <= MANY; i++) {
            send(socket, "STATUS=" + i);
        }
    }

    private static void send(Path address, String message) throws Exception {
        try (UnixDatagram socket = UnixDatagram.open()) {
            ByteBuffer bytes = ByteBuffer.wrap(message.getBytes(UTF_8));
            while (!socket.send(bytes, UnixAddress.of(address))) {
                Thread.sleep(Duration.ofMillis(1)); // no room, for which there is no event
            }
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> async(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
