package dev.vedette.examples.glassfish;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Handler;
import dev.vedette.examples.loop.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection that echoes. It reads as much as its buffer has room for, and writes as much as the client accepts. */
final class EchoConnection implements Handler {
    private final Loop loop;
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    private long token;
    private Interest interest = Interest.READABLE;

    EchoConnection(Loop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    @Override
    public void open(long newToken) throws IOException {
        token = newToken;
        loop.registry().register(channel, token, interest);
    }

    @Override
    public void onReady(Event event) throws IOException {
        boolean ended = channel.read(buffer) == -1;
        channel.write(buffer.flip());
        boolean left = buffer.compact().position() > 0;
        Interest wanted = left ? Interest.WRITABLE : Interest.READABLE;
        if (ended && !left) {
            loop.close(token);
        } else if (interest != wanted) {
            loop.registry().reregister(channel, token, wanted);
            interest = wanted;
        }
    }

    @Override
    public void onShutdown() {
        loop.close(token);
    }

    @Override
    public void close() throws IOException {
        loop.registry().close(channel);
    }
}
