package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.examples.Shell;
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

/** Triggers every event that the program waits for, and checks that the program reports all of them. */
@Timeout(value = 1200, threadMode = ThreadMode.SEPARATE_THREAD)
class DevicesTest {
    /** The flags of the program's JVM, and the backend that they select. */
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
        assertThat(devices.awaitLinesFrom("loop", 1)).containsExactly("runs on " + start.backend);
        return devices;
    }

    private Path directory() {
        return folder.resolve("files");
    }

    private Path socket() {
        return folder.resolve("notify");
    }

    /**
     * All sources are active at the same time, so that they share polls. Each source must report all of its events in
     * order.
     */
    @ParameterizedTest
    @EnumSource
    void everySourceIsReportedByOneLoop(Start start) throws Exception {
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

            assertThat(devices.awaitLinesFrom("echo", 3).subList(1, 3)).containsOnly("a client left");
            assertThat(devices.awaitLinesFrom("files", MANY))
                    .containsExactlyElementsOf(
                            numbers.stream().map(number -> "log: " + number).toList());
            assertThat(devices.awaitLinesFrom("notified", MANY))
                    .containsExactlyElementsOf(
                            numbers.stream().map(number -> "STATUS=" + number).toList());
            assertThat(devices.awaitLinesFrom("terminal", 1)).containsExactly("seq " + MANY + "; exit 3");
            String child = devices.awaitDevicePrinting("exited with 3");
            assertThat(devices.linesFrom(child))
                    .containsExactlyElementsOf(Stream.concat(numbers.stream(), Stream.of("exited with 3"))
                            .toList());

            List<Long> ticks = devices.awaitLinesFrom("ticks", 10).stream()
                    .map(Long::valueOf)
                    .toList();
            long elapsedNs = System.nanoTime() - before;
            assertThat(ticks).isSorted().doesNotHaveDuplicates();
            assertThat(ticks.getLast()).as("never early").isLessThanOrEqualTo(elapsedNs / Ticker.PERIOD.toNanos());

            send(socket(), "STOPPING=1");
            devices.awaitNormalExit();
            assertThat(socket()).doesNotExist();
            requireNoUnexpectedErrors(start, devices);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTerminalReturnsWholeLinesAndIsAnsweredUntilItHangsUp(Start start) throws Exception {
        PseudoTerminal terminal = PseudoTerminal.open();
        try (RunningDevices devices = start(start, terminal.path().toString())) {
            terminal.type("echo fir");
            terminal.type("st\necho second; false\n");
            // DEL erases the last character
            terminal.type("printf thirty\u007f\u007fd\n");
            assertThat(devices.awaitLinesFrom("terminal", 3))
                    .containsExactly("echo first", "echo second; false", "printf third");
            terminal.awaitShown("echo first exited with 0");
            terminal.awaitShown("echo second; false exited with 1");
            terminal.awaitShown("printf third exited with 0");
            assertThat(List.of("first", "second", "third"))
                    .allSatisfy(word ->
                            assertThat(devices.awaitDevicePrinting(word)).startsWith("child "));
            terminal.close();
            assertThat(devices.awaitLinesFrom("terminal", 4)).last().isEqualTo("hung up");
            send(socket(), "STOPPING=1");
            devices.awaitNormalExit();
        } finally {
            terminal.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRenamedFileAndItsSuccessorAreFollowed(Start start) throws Exception {
        Files.createDirectories(directory());
        Path log = directory().resolve("log");
        Files.writeString(log, "before\nbegun");
        try (RunningDevices devices = start(start)) {
            assertThat(devices.awaitLinesFrom("files", 1)).containsExactly("log: before");
            Path rotated = Files.move(log, directory().resolve("log.1"));
            append(log, "new\n");
            append(rotated, " and ended\n");
            assertThat(devices.awaitLinesFrom("files", 3))
                    .containsExactlyInAnyOrder("log: before", "log: new", "log.1: begun and ended");
            append(rotated, "last\n");
            Files.delete(rotated);
            assertThat(devices.awaitLinesFrom("files", 5)).endsWith("log.1: last", "log.1 is gone");
            send(socket(), "STOPPING=1");
            devices.awaitNormalExit();
        }
    }

    /**
     * Frames are received while the timer ticks. The test waits after every hundred frames, because a socket keeps a
     * few hundred and drops frames while it is full.
     */
    @ParameterizedTest
    @EnumSource
    void framesOfACanBusAreReportedInOrder(Start start) throws Exception {
        try (CanInterface bus = CanInterface.open();
                PseudoTerminal terminal = PseudoTerminal.open();
                RunningDevices devices = start(start, terminal.path().toString(), bus.name())) {
            assertThat(devices.awaitLinesFrom("can", 1)).containsExactly("listens on " + bus.name());
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                CanFrame frame =
                        new CanFrame(i % 2 == 0 ? i : i | CanFrame.EXTENDED, new byte[] {(byte) (i >> 8), (byte) i});
                bus.send(frame);
                sent.add(frame.toString());
                if (sent.size() % 100 == 0) {
                    assertThat(devices.awaitLinesFrom("can", 1 + sent.size()).subList(1, 1 + sent.size()))
                            .containsExactlyElementsOf(sent);
                }
            }
            assertThat(sent).startsWith("000#0000", "00000001#0001");
            assertThat(devices.awaitLinesFrom("ticks", 1)).isNotEmpty();
            send(socket(), "STOPPING=1");
            devices.awaitNormalExit();
            requireNoUnexpectedErrors(start, devices);
        }
    }

    @ParameterizedTest
    @EnumSource
    void notificationsOfSystemdNotifyAreReported(Start start) throws Exception {
        assumeTrue(Shell.find("systemd-notify").isPresent(), "systemd-notify is not installed");
        try (RunningDevices devices = start(start)) {
            ProcessBuilder command =
                    new ProcessBuilder("systemd-notify", "READY=1", "STATUS=as systemd does").inheritIO();
            command.environment().put("NOTIFY_SOCKET", socket().toString());
            assertThat(command.start().waitFor()).isZero();
            assertThat(devices.awaitLinesFrom("notified", 2)).startsWith("READY=1", "STATUS=as systemd does");
            send(socket(), "STOPPING=1");
            devices.awaitNormalExit();
        }
    }

    /** The listener logs its address, in two lines. Apart from that, only the JVM warns, without flags. */
    private static void requireNoUnexpectedErrors(Start start, RunningDevices devices) throws IOException {
        List<String> errors = devices.errors().stream()
                .filter(line -> !line.endsWith("Listener open") && !line.startsWith("INFO: accepts connections"))
                .filter(line -> !line.isBlank())
                .toList();
        if (start == Start.WITH_FLAGS) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors)
                    .hasSizeBetween(1, 4)
                    .allSatisfy(line -> assertThat(line).startsWith("WARNING: "))
                    .anySatisfy(line -> assertThat(line).contains("--enable-native-access=ALL-UNNAMED"));
        }
    }

    private static void exchange(RunningDevices devices, int seed) throws Exception {
        int port = Integer.parseInt(devices.awaitLinesFrom("echo", 1).getFirst().substring("port ".length()));
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
                Thread.sleep(Duration.ofMillis(1)); // the receiver's queue is full; no event reports when it has room
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
