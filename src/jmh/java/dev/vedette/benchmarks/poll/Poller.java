package dev.vedette.benchmarks.poll;

import dev.vedette.Backend;
import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;

/** Something that watches channels for reading, each with its place in the list for a token. */
interface Poller extends Closeable {
    /** The most events that one poll gives, where that has to be said. */
    int CAPACITY = 1024;

    /** Polls without waiting, looks at every event, and adds up tokens and readiness, which is 1 each. */
    long poll() throws IOException;

    static Poller open(Peer peer, List<? extends SelectableChannel> channels) throws IOException {
        return switch (peer) {
            case FLOOR -> new FloorPoller(channels);
            case VEDETTE_EPOLL -> new VedettePoller(Backend.EPOLL, channels);
            case VEDETTE_NIO -> new VedettePoller(Backend.NIO, channels);
            case SELECTOR -> new SelectorPoller(channels);
            case SELECTED_KEYS -> new SelectedKeysPoller(channels);
            default -> throw new IllegalArgumentException(peer + " does not poll");
        };
    }
}
