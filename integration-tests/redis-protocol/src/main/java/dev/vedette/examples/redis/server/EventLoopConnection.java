package dev.vedette.examples.redis.server;

import static dev.vedette.examples.redis.protocol.Session.Status.FINISHED;
import static dev.vedette.examples.redis.protocol.Session.Status.NEEDS_REQUESTS;
import static dev.vedette.examples.redis.protocol.Session.Status.NEEDS_ROOM;

import dev.vedette.Interest;
import dev.vedette.Registry;
import dev.vedette.examples.redis.protocol.Session;
import dev.vedette.examples.redis.protocol.Session.Status;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One connection of an event loop.
 *
 * <p>Waits for one thing at a time: for requests, or, as long as anything is left to send or to answer, for room in the
 * socket. A peer that does not take its replies is thus not read from, and its requests pile up on its own side. The
 * buffers belong to the loop; only what a peer leaves behind is copied, so that a connection without work owns none.
 */
final class EventLoopConnection implements Closeable {
    /** After so many buffers of replies, others have their turn. */
    private static final int ROUNDS_PER_TURN = 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final Registry registry;
    private final long token;
    private final Counters counters;
    private Session session; // null once closed, so that its memory is free from then on
    private Interest interest = Interest.READABLE;
    private Status status = NEEDS_REQUESTS;
    private ByteBuffer unanswered = NOTHING; // requests that have been read
    private ByteBuffer unsent = NOTHING; // replies that the socket had no room for
    private int pendingBytesCounted; // of these two

    EventLoopConnection(SocketChannel channel, Registry registry, long token, Session session, Counters counters) {
        this.channel = channel;
        this.registry = registry;
        this.token = token;
        this.session = session;
        this.counters = counters;
    }

    /** Sets the channel up and waits for its first request. */
    void open() throws IOException {
        channel.configureBlocking(false);
        Loopback.configure(channel);
        registry.register(channel, token, interest);
    }

    long token() {
        return token;
    }

    /**
     * Does what can be done without waiting, up to a turn's worth.
     *
     * @param requests a buffer to read into, of no use to this connection afterwards
     * @param replies a buffer to write from, likewise
     * @return whether there is more to come, now or later; if not, the connection is to be closed
     */
    boolean turn(ByteBuffer requests, ByteBuffer replies) throws IOException {
        if (unsent.hasRemaining()) {
            channel.write(unsent);
            countPendingBytes();
            if (unsent.hasRemaining()) {
                return true;
            }
            unsent = NOTHING;
        }
        if (status == FINISHED) {
            return false;
        }
        if (status == NEEDS_REQUESTS) {
            if (channel.read(requests.clear()) < 0) {
                return false;
            }
            return answer(requests.flip(), replies);
        }
        return answer(unanswered, replies);
    }

    private boolean answer(ByteBuffer requests, ByteBuffer replies) throws IOException {
        long requestsBefore = session.requestCount();
        int rounds = 0;
        do {
            status = session.process(requests, replies.clear());
            channel.write(replies.flip());
            rounds++;
        } while (status == NEEDS_ROOM && !replies.hasRemaining() && rounds < ROUNDS_PER_TURN);
        counters.requestsAnswered(session.requestCount() - requestsBefore);
        if (status == FINISHED && !replies.hasRemaining()) {
            return false;
        }
        unanswered = requests == unanswered && requests.hasRemaining() ? requests : copyOfRest(requests);
        unsent = copyOfRest(replies);
        countPendingBytes();
        await(status == NEEDS_REQUESTS && !unsent.hasRemaining() ? Interest.READABLE : Interest.WRITABLE);
        return true;
    }

    private static ByteBuffer copyOfRest(ByteBuffer shared) {
        return shared.hasRemaining()
                ? ByteBuffer.allocate(shared.remaining()).put(shared).flip()
                : NOTHING;
    }

    private void countPendingBytes() {
        int pendingBytes = unanswered.remaining() + unsent.remaining();
        if (pendingBytes != pendingBytesCounted) {
            counters.bytesPending(pendingBytes - pendingBytesCounted);
            pendingBytesCounted = pendingBytes;
        }
    }

    private void await(Interest wanted) throws IOException {
        if (interest != wanted) {
            registry.reregister(channel, token, wanted);
            interest = wanted;
        }
    }

    @Override
    public void close() throws IOException {
        session = null;
        unanswered = NOTHING;
        unsent = NOTHING;
        countPendingBytes();
        registry.close(channel);
    }
}
