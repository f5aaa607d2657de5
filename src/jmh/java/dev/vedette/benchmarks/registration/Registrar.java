package dev.vedette.benchmarks.registration;

import dev.vedette.Backend;
import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** Watches one channel at a time. */
interface Registrar extends Closeable {
    /** Watches a channel for reading. */
    void register(SelectableChannel channel) throws IOException;

    /** Changes the interest to writing, or back to reading. */
    void reregister(boolean writing) throws IOException;

    /** Deregisters the channel. It can be registered again at once. */
    void deregister() throws IOException;

    /** Closes the channel and releases its descriptor. */
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
