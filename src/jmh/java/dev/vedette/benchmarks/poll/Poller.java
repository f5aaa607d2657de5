package dev.vedette.benchmarks.poll;

import dev.vedette.Backend;
import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;

/** Watches channels for reading. The token of a channel is its index in the list. */
interface Poller extends Closeable {
    /** The largest number of events in one poll, for peers that have such a limit. */
    int CAPACITY = 1024;

    /** Polls without waiting, and returns the sum over all events of the token and the readiness, which is 1. */
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
