package dev.vedette.benchmarks.wake;

import dev.vedette.benchmarks.Peer;
import java.io.Closeable;
import java.io.IOException;

/** Two threads that wake each other in turn. */
interface PingPong extends Closeable {
    /** Makes {@code count} round trips. */
    void roundTrips(int count) throws IOException;

    static PingPong open(Peer peer) throws IOException {
        return switch (peer) {
            case NETTY_NIO, NETTY_EPOLL -> new NettyPingPong(peer);
            default -> new SleeperPingPong(peer);
        };
    }
}
