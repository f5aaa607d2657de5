package dev.vedette.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.DescriptorCensus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FIFOs and devices, which are opened by their path. */
@Timeout(60)
class OpenJava22Test {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Events events = Events.withCapacity(8);

    private static Descriptor reader(Path path) throws IOException {
        return Descriptor.open(path, StandardOpenOption.READ);
    }

    private static Descriptor writer(Path path) throws IOException {
        return Descriptor.open(path, StandardOpenOption.WRITE);
    }

    @Test
    void aFifoNeedsAReaderToBeOpenedForWriting() throws IOException {
        Path fifo = Fds.fifo(directory.resolve("fifo"));
        List<String> before = DescriptorCensus.take();
        assertThatThrownBy(() -> writer(fifo))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("open(" + fifo + "): No such device or address (ENXIO); nobody");
        assertThat(DescriptorCensus.since(before)).isEmpty();
        try (Descriptor in = reader(fifo);
                Descriptor out = writer(fifo)) {
            assertThat(out.write(ByteBuffer.wrap("hello".getBytes(US_ASCII)))).isEqualTo(5);
            assertThat(in.read(ByteBuffer.allocate(8))).isEqualTo(5);
            assertThat(in.read(ByteBuffer.allocate(8))).as("nothing now").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aFifoIsAtItsEndWhenNobodyWritesAndCanBeWrittenAgain(Backend backend) throws IOException {
        Path fifo = Fds.fifo(directory.resolve("fifo"));
        try (Poll poll = Poll.builder().backend(backend).open();
                Descriptor in = reader(fifo)) {
            assertThat(in.read(ByteBuffer.allocate(8))).isEqualTo(-1);
            poll.registry().register(in, 1, Interest.READABLE);
            for (int i = 0; i < 2; i++) {
                Descriptor out = writer(fifo);
                assertThat(out.write(ByteBuffer.allocate(3))).isEqualTo(3);
                assertThat(poll.poll(events, PATIENCE)).isOne();
                assertThat(events.get(0)).returns(true, Event::isReadable).returns(false, Event::isReadClosed);
                assertThat(in.read(ByteBuffer.allocate(8))).isEqualTo(3);
                out.close();
                assertThat(poll.poll(events, PATIENCE)).isOne();
                assertThat(events.get(0)).returns(true, Event::isReadClosed);
                assertThat(in.read(ByteBuffer.allocate(8))).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aTerminalHasTwoEnds(Backend backend) throws IOException {
        Path multiplexer = Path.of("/dev/ptmx");
        try (Poll poll = Poll.builder().backend(backend).open();
                Descriptor master = Descriptor.open(multiplexer, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Descriptor terminal = Descriptor.open(
                        Fds.terminalOf(master.fd()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            poll.registry().register(terminal, 1, Interest.READABLE);
            assertThat(poll.poll(events, Duration.ofMillis(50))).isZero();
            master.write(ByteBuffer.wrap("line\n".getBytes(US_ASCII)));
            assertThat(poll.poll(events, PATIENCE)).isOne();
            ByteBuffer line = ByteBuffer.allocate(16);
            assertThat(terminal.read(line)).isEqualTo(5);
            assertThat(terminal.read(line)).as("nothing now").isZero();
            assertThat(line.flip()).isEqualTo(ByteBuffer.wrap("line\n".getBytes(US_ASCII)));
        }
    }

    /** Not at its end: the system gives 0 bytes here as well. */
    @Test
    void aTerminalCanGiveMinus1AndGoOn() throws Exception {
        try (Descriptor master =
                        Descriptor.open(Path.of("/dev/ptmx"), StandardOpenOption.READ, StandardOpenOption.WRITE);
                Descriptor terminal = Descriptor.open(Fds.terminalOf(master.fd()), StandardOpenOption.READ)) {
            Path name = Fds.terminalOf(master.fd());
            master.write(ByteBuffer.wrap(new byte[] {4, 'a', '\n'})); // ^D
            assertThat(terminal.read(ByteBuffer.allocate(8))).as("^D").isEqualTo(-1);
            assertThat(terminal.read(ByteBuffer.allocate(8))).isEqualTo(2);
            stty(name, "-icanon", "min", "0", "time", "0");
            assertThat(terminal.read(ByteBuffer.allocate(8))).as("idle").isEqualTo(-1);
            stty(name, "min", "1");
            assertThat(terminal.read(ByteBuffer.allocate(8))).as("idle").isZero();
        }
    }

    private static void stty(Path terminal, String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of("stty", "-F", terminal.toString()));
        command.addAll(List.of(settings));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void whatCannotBeOpenedSaysWhy() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> reader(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessage("open(" + nowhere + "): No such file or directory (ENOENT)");
        assertThatThrownBy(() -> writer(directory))
                .isInstanceOf(IOException.class)
                .hasMessage("open(" + directory + "): Is a directory (EISDIR)");
    }

    @Test
    void accessIsReadingOrWritingOrBoth() {
        Path fifo = Fds.fifo(directory.resolve("fifo"));
        for (OpenOption[] wrong : new OpenOption[][] {
            {}, {StandardOpenOption.APPEND}, {StandardOpenOption.READ, StandardOpenOption.CREATE}
        }) {
            assertThatThrownBy(() -> Descriptor.open(fifo, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
