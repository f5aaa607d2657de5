package dev.vedette.examples.devices;

import dev.vedette.Interest;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/** Echoes the data of TCP clients. */
final class EchoClients implements Closeable {
    private static final int BUFFER = 16 * 1024;

    private final Loop loop;
    private final ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Set<Client> clients = new HashSet<>();

    EchoClients(Loop loop) throws IOException {
        this.loop = loop;
        listener.configureBlocking(false);
        loop.add(listener, event -> accept());
        Report.print("echo", "port " + listener.socket().getLocalPort());
    }

    private void accept() throws IOException {
        SocketChannel accepted;
        while ((accepted = listener.accept()) != null) {
            clients.add(new Client(accepted));
        }
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        listener.close();
    }

    private final class Client {
        private final SocketChannel channel;
        private final long token;
        /** Holds the bytes that remain to be sent. No more bytes are read until it is empty. */
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).limit(0);

        Client(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.configureBlocking(false);
            token = loop.add(channel, event -> echo());
        }

        private void echo() throws IOException {
            try {
                if (!buffer.hasRemaining()) {
                    int count = channel.read(buffer.clear());
                    buffer.flip();
                    if (count < 0) {
                        leave("left");
                        return;
                    }
                }
                channel.write(buffer);
                loop.change(channel, token, buffer.hasRemaining() ? Interest.WRITABLE : Interest.READABLE);
            } catch (IOException e) {
                leave("lost: " + e.getMessage());
            }
        }

        private void leave(String how) throws IOException {
            clients.remove(this);
            loop.close(channel, token);
            Report.print("echo", "a client " + how);
        }
    }
}
