package dev.vedette.examples.redis.server;

import java.util.concurrent.atomic.LongAdder;

/** What a server has done so far. May be read by any thread at any time; a value read is a recent one. */
public final class Counters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder acceptFailures = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder pendingBytes = new LongAdder();

    Counters() {}

    /** Returns how many connections have been accepted. */
    public long connectionsAccepted() {
        return accepted.sum();
    }

    /** Returns how many connections are open. */
    public long connectionsOpen() {
        long alreadyClosed = closed.sum(); // first, lest a connection be counted as closed and not as accepted
        return accepted.sum() - alreadyClosed;
    }

    /** Returns how often a connection could not be accepted, for want of descriptors most likely. */
    public long acceptFailures() {
        return acceptFailures.sum();
    }

    /** Returns how many requests have been answered, also with an error. */
    public long requests() {
        return requests.sum();
    }

    /** Returns how many bytes the server holds for clients that do not take their replies. */
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
