package dev.vedette.examples.redis.server;

import java.util.concurrent.atomic.LongAdder;

/** Counts the work of a server. Any thread may read the counters at any time, and gets a recent value. */
public final class Counters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder acceptFailures = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder pendingBytes = new LongAdder();

    Counters() {}

    /** Returns the number of accepted connections. */
    public long connectionsAccepted() {
        return accepted.sum();
    }

    /** Returns the number of open connections. */
    public long connectionsOpen() {
        long alreadyClosed = closed.sum(); // read first, so that the difference is never negative
        return accepted.sum() - alreadyClosed;
    }

    /**
     * Returns the number of failures to accept a connection. The usual cause is that the process is out of descriptors.
     */
    public long acceptFailures() {
        return acceptFailures.sum();
    }

    /** Returns the number of answered requests, including those answered with an error. */
    public long requests() {
        return requests.sum();
    }

    /** Returns the number of bytes that the server holds for clients that do not read their replies. */
    public long pendingBytes() {
        return pendingBytes.sum();
    }

    void connectionAccepted() {
        accepted.increment();
    }

    void connectionClosed() {
        closed.increment();
    }

    void acceptFailed() {
        acceptFailures.increment();
    }

    void requestsAnswered(long count) {
        requests.add(count);
    }

    void bytesPending(long change) {
        pendingBytes.add(change);
    }
}
