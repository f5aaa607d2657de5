package dev.vedette.examples.redis.server;

import java.io.Closeable;
import java.net.InetSocketAddress;

/** A running server, reachable from this machine only. */
public interface Server extends Closeable {
    /** Returns where it listens. */
    InetSocketAddress address();

    /** Returns what it has done so far; the counters go on counting. */
    Counters counters();

    /**
     * Closes the listener and all connections, whatever they are doing, and returns when all threads have ended.
     * Closing a closed server does nothing.
     */
    @Override
    void close();
}
