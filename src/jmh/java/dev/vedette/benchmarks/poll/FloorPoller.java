package dev.vedette.benchmarks.poll;

import dev.vedette.benchmarks.Floor;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;

/** The system call alone. */
final class FloorPoller implements Poller {
    private final Floor floor = new Floor(CAPACITY);

    FloorPoller(List<? extends SelectableChannel> channels) throws IOException {
        for (int i = 0; i < channels.size(); i++) {
            floor.control(Floor.ADD, Floor.descriptor(channels.get(i)), Floor.IN, i);
        }
    }

    @Override
    public long poll() throws IOException {
        int count = floor.await(0);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += floor.token(i) + floor.readiness(i);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        floor.close();
    }
}
