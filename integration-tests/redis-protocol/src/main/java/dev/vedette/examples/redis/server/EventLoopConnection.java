package dev.vedette.examples.redis.server;

import static dev.vedette.examples.redis.protocol.Session.Status.FINISHED;
import static dev.vedette.examples.redis.protocol.Session.Status.NEEDS_REQUESTS;
import static dev.vedette.examples.redis.protocol.Session.Status.NEEDS_ROOM;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Connection;
import dev.vedette.examples.loop.Loop;
import dev.vedette.examples.redis.protocol.Session;
import dev.vedette.examples.redis.protocol.Session.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection of an event loop.
 *
 * <p>A connection waits for one condition at a time: for room in the socket, if there is anything left to send or to
 * answer, and for requests otherwise. A peer that does not read its replies is therefore not read from, and its
 * requests accumulate on its own side. The buffers belong to the server. A connection copies only bytes that are left
 * over at the end of its turn, so that an idle connection owns no buffer.
 */
final class EventLoopConnection extends Connection {
    /** The maximum number of reply buffers per turn. Other connections have their turns afterwards. */
    private static final int ROUNDS_PER_TURN = 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Counters counters;
    private final ByteBuffer requests;
    private final ByteBuffer replies;
    private Session session; // null once closed, so that its memory can be collected
    private Status status = NEEDS_REQUESTS;
    private ByteBuffer unanswered = NOTHING; // requests that have been read, but not answered
    private ByteBuffer unsent = NOTHING; // replies for which the socket had no room
    private int pendingBytesCounted; // the bytes of both, as last added to the counters

    /**
     * @param requests a buffer to read into, whose content is needed for one turn only
     * @param replies a buffer to write from, whose content is needed for one turn only
     */
    EventLoopConnection(
            Loop loop,
            SocketChannel channel,
            Session session,
            Counters counters,
            ByteBuffer requests,
            ByteBuffer replies) {
        super(loop, channel);
        this.session = session;
        this.counters = counters;
        this.requests = requests;
        this.replies = replies;
    }

    /** Configures the channel, and registers it for its first request. */
    @Override
    public void open(long newToken) throws IOException {
        channel.configureBlocking(false);
        Loopback.configure(channel);
        super.open(newToken);
    }

    @Override
    public void onReady(Event event) throws IOException {
        if (!turn()) {
            end();
        }
    }

    /** Requests in flight are not finished: a client of Redis knows by the answer what was done. */
    @Override
    public void onShutdown() {
        end();
    }

    /** Sends replies and answers requests for at most one turn. Returns whether the connection stays open. */
    private boolean turn() throws IOException {
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
            return answer(requests.flip());
        }
        return answer(unanswered);
    }

    private boolean answer(ByteBuffer input) throws IOException {
        long requestsBefore = session.requestCount();
        int rounds = 0;
        do {
            status = session.process(input, replies.clear());
            channel.write(replies.flip());
            rounds++;
        } while (status == NEEDS_ROOM && !replies.hasRemaining() && rounds < ROUNDS_PER_TURN);
        counters.requestsAnswered(session.requestCount() - requestsBefore);
        if (status == FINISHED && !replies.hasRemaining()) {
            return false;
        }
        unanswered = input == unanswered && input.hasRemaining() ? input : copyOfRest(input);
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

    @Override
    public void close() throws IOException {
        session = null;
        unanswered = NOTHING;
        unsent = NOTHING;
        countPendingBytes();
        counters.connectionClosed();
        super.close();
    }
}
