package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The master side of a pseudo-terminal, see {@code pty(7)}. It acts as the user of the terminal. */
final class PseudoTerminal implements Closeable {
    private static final Path MULTIPLEXER = Path.of("/dev/ptmx");
    private static final Linker LINKER = Linker.nativeLinker();

    private final Descriptor master;
    private final Path path;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    private String shown = "";

    private PseudoTerminal(Descriptor master, Path path) {
        this.master = master;
        this.path = path;
    }

    /** Opens a pseudo-terminal. Skips the test if the system has none. */
    static PseudoTerminal open() {
        Descriptor master;
        try {
            master = Descriptor.open(MULTIPLEXER, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return abort("no pseudo-terminals here: " + e.getMessage());
        }
        return new PseudoTerminal(master, unlock(master.fd()));
    }

    /** Unlocks the slave side and returns its path, see {@code unlockpt(3)} and {@code ptsname(3)}. */
    private static Path unlock(int fd) {
        try {
            int result = (int) LINKER.downcallHandle(
                            LINKER.defaultLookup().find("unlockpt").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(fd);
            MemorySegment name = (MemorySegment) LINKER.downcallHandle(
                            LINKER.defaultLookup().find("ptsname").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                    .invokeExact(fd);
            if (result != 0 || name.equals(MemorySegment.NULL)) {
                throw new AssertionError("unlockpt, ptsname: " + result + ", " + name);
            }
            return Path.of(name.reinterpret(Long.MAX_VALUE).getString(0));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the path of the slave side, which a program opens. */
    Path path() {
        return path;
    }

    void type(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        if (master.write(bytes) != bytes.capacity()) {
            throw new IOException("the input queue of the terminal is full");
        }
    }

    /** Waits until the terminal shows the text. The time limit is that of the test. */
    void awaitShown(String text) throws IOException {
        try (Poll poll = Poll.open()) {
            poll.registry().register(master, 0, Interest.READABLE);
            Events events = Events.withCapacity(1);
            while (!shown.contains(text)) {
                poll.poll(events, Duration.ofSeconds(1));
                while (master.read(buffer.clear()) > 0) {
                    shown += UTF_8.decode(buffer.flip());
                }
            }
        }
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        master.close();
    }
}
