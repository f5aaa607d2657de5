package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;

/**
 * One client's conversation with a {@link Keyspace}: request bytes in, reply bytes out.
 *
 * <p>A session has no buffers. The requests are taken from one that its owner fills, the replies go to one that its
 * owner empties, and {@link #process} says what it needs next. Both may be shared by any number of sessions. What a
 * session itself holds is no more than the request at hand, which {@link Limits} bound, and the one value that it is in
 * the middle of handing out; an idle session holds no bytes. When the replies find no room, requests stay where they
 * are: a client that does not read its replies is not listened to, which is all the backpressure there is.
 *
 * <p>Not safe for use by several threads at once; any thread may use it after another. The keyspace may be shared.
 *
 * <p>All that a blocking server does for a connection, where {@code requests} is empty to begin with:
 *
 * <pre>{@code
 * Status status = NEEDS_REQUESTS;
 * while (status != FINISHED) {
 *     if (status == NEEDS_REQUESTS) {
 *         if (channel.read(requests.clear()) < 0) {
 *             return;
 *         }
 *         requests.flip();
 *     }
 *     status = session.process(requests, replies.clear());
 *     channel.write(replies.flip());
 * }
 * }</pre>
 */
public final class Session {
    /** The least capacity of the buffer for replies, in bytes. */
    public static final int MIN_REPLY_CAPACITY = ReplyEncoder.SHORT_REPLY_BYTES;

    /** What a session needs in order to go on. */
    public enum Status {
        /** All requests have been taken, and all that were complete are answered: it needs more of them. */
        NEEDS_REQUESTS,
        /** Replies are waiting for room, and requests perhaps for their turn: it needs replies to be taken away. */
        NEEDS_ROOM,
        /** The last reply has been given; once it is sent, the connection is to be closed. */
        FINISHED
    }

    private final Keyspace keyspace;
    private final RequestParser parser;
    private final ReplyEncoder replyEncoder = new ReplyEncoder();
    private long requestCount;
    private boolean lastReplyBegun;

    public Session(Keyspace keyspace, Limits limits) {
        this.keyspace = keyspace;
        parser = new RequestParser(limits);
    }

    /**
     * Answers requests until they are used up, or there is no more room for replies, or the conversation is over.
     *
     * <p>Never throws because of what a client sends. Once a session is finished it takes all requests for nothing.
     *
     * @param requests what the client has sent; its position moves behind what has been taken
     * @param replies where the replies go; its position moves behind what has been put
     * @return what the session needs next
     * @throws IllegalArgumentException if the capacity of {@code replies} is less than {@link #MIN_REPLY_CAPACITY}
     */
    public Status process(ByteBuffer requests, ByteBuffer replies) {
        if (replies.capacity() < MIN_REPLY_CAPACITY) {
            throw new IllegalArgumentException("No room for a reply: " + replies);
        }
        replyEncoder.continueIn(replies);
        while (replyEncoder.resume()) {
            if (lastReplyBegun) {
                requests.position(requests.limit());
                return Status.FINISHED;
            }
            if (requests.hasRemaining() && !replyEncoder.hasRoomForShortReply()) {
                return Status.NEEDS_ROOM;
            }
            if (!answerNext(requests)) {
                return Status.NEEDS_REQUESTS;
            }
        }
        return Status.NEEDS_ROOM;
    }

    /** Returns how many requests have been answered so far, also with an error. */
    public long requestCount() {
        return requestCount;
    }

    private boolean answerNext(ByteBuffer requests) {
        try {
            if (!parser.parse(requests)) {
                return false;
            }
            answer(parser.request());
        } catch (ProtocolException e) {
            replyEncoder.error(e.getMessage());
            lastReplyBegun = true;
        }
        requestCount++;
        return true;
    }

    private void answer(Request request) {
        try {
            Command command = Command.of(request);
            command.execute(request, keyspace, replyEncoder);
            lastReplyBegun = command == Command.QUIT;
        } catch (CommandException e) {
            replyEncoder.error(e.getMessage());
        }
    }
}
