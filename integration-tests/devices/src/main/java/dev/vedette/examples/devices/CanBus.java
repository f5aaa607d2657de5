package dev.vedette.examples.devices;

import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Prints every frame that is received from a CAN bus. */
final class CanBus implements Closeable {
    private final Descriptor socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CanFrame.SIZE);

    CanBus(Loop loop, String interfaceName) throws IOException {
        socket = CanSocket.open(interfaceName);
        Watched.start(loop, "can", socket, this::receive);
        Report.print("can", "listens on " + interfaceName);
    }

    private void receive() throws IOException {
        while (socket.read(buffer.clear()) > 0) {
            Report.print("can", CanFrame.decode(buffer.flip()).toString());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
