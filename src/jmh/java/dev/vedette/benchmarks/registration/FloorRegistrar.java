package dev.vedette.benchmarks.registration;

import dev.vedette.benchmarks.Floor;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** The system calls alone. */
final class FloorRegistrar implements Registrar {
    private final Floor floor = new Floor(16);
    private SelectableChannel channel;

    FloorRegistrar() throws IOException {}

    @Override
    public void register(SelectableChannel channel) throws IOException {
        this.channel = channel;
        floor.control(Floor.ADD, Floor.descriptor(channel), Floor.IN, 1);
    }

    @Override
    public void reregister(boolean writing) throws IOException {
        floor.control(Floor.MODIFY, Floor.descriptor(channel), writing ? Floor.OUT : Floor.IN, 1);
    }

    @Override
    public void deregister() throws IOException {
        floor.control(Floor.DELETE, Floor.descriptor(channel), 0, 0);
    }

    @Override
    public void closeChannel() throws IOException {
        deregister();
        channel.close();
    }

    @Override
    public int poll() throws IOException {
        return floor.await(0);
    }

    @Override
    public void close() throws IOException {
        floor.close();
    }
}
