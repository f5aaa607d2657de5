package dev.vedette.examples.glassfish;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Connection;
import dev.vedette.examples.loop.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection that echoes. It reads as much as its buffer has room for, and writes as much as the client accepts. */
final class EchoConnection extends Connection {
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);

    EchoConnection(Loop loop, SocketChannel channel) {
        super(loop, channel);
    }

    @Override
    public void onReady(Event event) throws IOException {
        boolean ended = channel.read(buffer) == -1;
        channel.write(buffer.flip());
        boolean left = buffer.compact().position() > 0;
        if (ended && !left) {
            end();
        } else {
            await(left ? Interest.WRITABLE : Interest.READABLE);
        }
    }

    @Override
    public void onShutdown() {
        end();
    }
}
