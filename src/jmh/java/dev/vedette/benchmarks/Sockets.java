package dev.vedette.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** UDP sockets. The first of them hold a datagram that is never read, so they stay ready. */
public final class Sockets implements Closeable {
    private final List<DatagramChannel> channels = new ArrayList<>();

    /** Opens {@code count} sockets, of which {@code ready} are ready for reading. */
    public Sockets(int count, int ready) throws IOException {
        try (DatagramChannel sender = DatagramChannel.open()) {
            for (int i = 0; i < count; i++) {
                DatagramChannel channel = DatagramChannel.open();
                channels.add(channel);
                channel.configureBlocking(false);
                if (i < ready) {
                    channel.bind(new InetSocketAddress("127.0.0.1", 0));
                    sender.send(ByteBuffer.allocate(1), channel.getLocalAddress());
                }
            }
        }
    }

    /** {@return the sockets} */
    public List<DatagramChannel> channels() {
        return channels;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }
}
