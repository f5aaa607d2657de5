package dev.vedette.examples.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.UnixAddress;
import dev.vedette.unix.UnixDatagram;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Receives notifications that services send to systemd, see {@code sd_notify(3)}. The notification {@code STOPPING=1}
 * stops the loop.
 */
final class Notifications implements Closeable {
    private final Loop loop;
    private final Path path;
    private final UnixDatagram socket = UnixDatagram.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    Notifications(Loop loop, Path path) throws IOException {
        this.loop = loop;
        this.path = path;
        socket.bind(UnixAddress.of(path));
        Watched.start(loop, "notified", socket, this::receive);
    }

    private void receive() throws IOException {
        while (socket.receive(buffer.clear()).isPresent()) {
            UTF_8.decode(buffer.flip()).toString().lines().forEach(this::handle);
        }
    }

    private void handle(String assignment) {
        Report.print("notified", assignment);
        if (assignment.equals("STOPPING=1")) {
            loop.shutdown(Duration.ZERO);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        Files.deleteIfExists(path);
    }
}
