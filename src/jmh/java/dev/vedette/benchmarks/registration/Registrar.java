package dev.vedette.benchmarks.registration;

import dev.vedette.Backend;
import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** Something that watches one channel at a time. */
interface Registrar extends Closeable {
    /** Begins to watch a channel, for reading. */
    void register(SelectableChannel channel) throws IOException;

    /** Watches the channel for writing, or for reading again. */
    void reregister(boolean writing) throws IOException;

    /** Ends that, so that the channel can be registered again. */
    void deregister() throws IOException;

    /** Closes the channel, so that its descriptor is free again. */
    void closeChannel() throws IOException;

    /** Polls without waiting. */
    int poll() throws IOException;

    static Registrar open(Peer peer) throws IOException {
        return switch (peer) {
            case FLOOR -> new FloorRegistrar();
            case VEDETTE_EPOLL -> new VedetteRegistrar(Backend.EPOLL);
            case VEDETTE_NIO -> new VedetteRegistrar(Backend.NIO);
            case SELECTOR -> new SelectorRegistrar();
            default -> throw new IllegalArgumentException(peer + " does not register");
        };
    }
}
