package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A virtual CAN bus, which exists until it is closed, and a socket that sends on it. */
final class CanInterface implements Closeable {
    private final String name;
    private final Descriptor socket;

    private CanInterface(String name, Descriptor socket) {
        this.name = name;
        this.socket = socket;
    }

    /** Creates a bus. Skips the test if the system does not support virtual buses. */
    static CanInterface open() throws Exception {
        String name = "vedette" + ProcessHandle.current().pid() % 10_000_000; // at most 15 characters
        try {
            ip("link", "add", "dev", name, "type", "vcan");
        } catch (IOException e) {
            return abort("no virtual CAN bus here: " + e.getMessage());
        }
        try {
            ip("link", "set", name, "up");
            return new CanInterface(name, CanSocket.open(name));
        } catch (IOException e) {
            delete(name);
            throw e;
        }
    }

    private static void delete(String name) throws IOException {
        ip("link", "delete", name);
    }

    String name() {
        return name;
    }

    void send(CanFrame frame) throws IOException {
        assertThat(socket.write(frame.encode())).isEqualTo(CanFrame.SIZE);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        delete(name);
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command =
                Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
