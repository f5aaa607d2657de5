package dev.vedette.examples.redis.server;

import java.io.Closeable;
import java.net.InetSocketAddress;

/** A running server, reachable from this machine only. */
public interface Server extends Closeable {
    /** Returns the address on which the server listens. */
    InetSocketAddress address();

    /** Returns the counters of this server, which continue to count. */
    Counters counters();

    /**
     * Closes the listener and all connections, even if they are in use, and waits until all threads have ended. If the
     * server is already closed, this method has no effect.
     */
    @Override
    void close();
}
