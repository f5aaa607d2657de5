package dev.vedette.load;

import dev.vedette.contract.fixture.DescriptorLimit;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Many channels, each with one descriptor; {@code -Dvedette.load.channels} sets the number. */
final class ManyChannels implements Closeable {
    private static final int WANTED = Integer.getInteger("vedette.load.channels", 2000);

    /** Descriptors for everything else in the process. */
    private static final int RESERVE = 1000;

    private final List<DatagramChannel> channels = new ArrayList<>();

    /** The number wanted, or the number that the system allows if that is less. */
    static int possible() {
        return (int) Math.min(WANTED, DescriptorLimit.get() - RESERVE);
    }

    static String describe() {
        return possible() + " channels"
                + (possible() < WANTED ? " (limited by ulimit -n; wanted: " + WANTED + ")" : "");
    }

    /** Opens channels, of which one in {@code oneReadableIn} is readable. */
    static ManyChannels open(int count, int oneReadableIn) throws IOException {
        ManyChannels many = new ManyChannels();
        try {
            for (int i = 0; i < count; i++) {
                DatagramChannel channel = DatagramChannel.open();
                many.channels.add(channel);
                channel.configureBlocking(false);
                if (i % oneReadableIn == 0) {
                    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    channel.send(ByteBuffer.wrap(new byte[] {1}), channel.getLocalAddress());
                }
            }
            return many;
        } catch (IOException e) {
            many.close();
            throw e;
        }
    }

    List<DatagramChannel> all() {
        return channels;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }
}
