package dev.vedette.benchmarks.registration;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;

/** A Poll. */
final class VedetteRegistrar implements Registrar {
    private final Poll poll;
    private final Events events = Events.withCapacity(16);
    private SelectableChannel channel;

    VedetteRegistrar(Backend backend) throws IOException {
        poll = Poll.builder().backend(backend).open();
    }

    @Override
    public void register(SelectableChannel channel) throws IOException {
        this.channel = channel;
        poll.registry().register(channel, 1, Interest.READABLE);
    }

    @Override
    public void reregister(boolean writing) throws IOException {
        poll.registry().reregister(channel, 1, writing ? Interest.WRITABLE : Interest.READABLE);
    }

    @Override
    public void deregister() throws IOException {
        poll.registry().deregister(channel);
    }

    @Override
    public void closeChannel() throws IOException {
        poll.registry().close(channel);
    }

    @Override
    public int poll() throws IOException {
        return poll.poll(events, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() throws IOException {
        poll.close();
    }
}
