package dev.vedette.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** UDP sockets on the loopback, the first of which have a datagram to read that nobody reads. */
final class Sockets implements Closeable {
    final List<DatagramChannel> channels = new ArrayList<>();

    Sockets(int count, int ready) throws IOException {
        try (DatagramChannel sender = DatagramChannel.open()) {
            for (int i = 0; i < count; i++) {
                DatagramChannel channel = DatagramChannel.open();
                channels.add(channel);
                channel.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
                if (i < ready) {
                    sender.send(ByteBuffer.allocate(1), channel.getLocalAddress());
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }
}
