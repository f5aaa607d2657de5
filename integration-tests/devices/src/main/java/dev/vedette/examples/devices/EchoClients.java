package dev.vedette.examples.devices;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Connection;
import dev.vedette.examples.loop.Listener;
import dev.vedette.examples.loop.Loop;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Echoes the data of TCP clients. */
final class EchoClients implements Closeable {
    private static final int BUFFER = 16 * 1024;

    private final Loop loop;
    private final ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    EchoClients(Loop loop) throws IOException {
        this.loop = loop;
        listener.configureBlocking(false);
        loop.open(new Listener(
                loop,
                listener,
                channel -> loop.open(new Client(channel)),
                failure -> Report.print("echo", "no new clients: " + failure.getMessage())));
        Report.print("echo", "port " + listener.socket().getLocalPort());
    }

    /** The loop closes the clients. */
    @Override
    public void close() throws IOException {
        listener.close();
    }

    private final class Client extends Connection {
        /** Holds the bytes that remain to be sent. No more bytes are read until it is empty. */
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).limit(0);

        Client(SocketChannel channel) {
            super(EchoClients.this.loop, channel);
        }

        @Override
        public void open(long newToken) throws IOException {
            channel.configureBlocking(false);
            super.open(newToken);
        }

        @Override
        public void onReady(Event event) {
            try {
                echo();
            } catch (IOException e) {
                leave("lost: " + e.getMessage());
            }
        }

        private void echo() throws IOException {
            if (!buffer.hasRemaining()) {
                int count = channel.read(buffer.clear());
                buffer.flip();
                if (count < 0) {
                    leave("left");
                    return;
                }
            }
            channel.write(buffer);
            await(buffer.hasRemaining() ? Interest.WRITABLE : Interest.READABLE);
        }

        private void leave(String how) {
            end();
            Report.print("echo", "a client " + how);
        }

        @Override
        public void onShutdown() {
            end();
        }
    }
}
