package dev.vedette.examples.redis.protocol;

import java.nio.ByteBuffer;

/**
 * The conversation of one client with a {@link Keyspace}: request bytes in, reply bytes out.
 *
 * <p>A session has no buffers. It reads requests from a buffer that its owner fills, and writes replies to a buffer
 * that its owner empties. {@link #process} returns what the session needs next. Any number of sessions may share both
 * buffers. A session holds at most the current request, whose size {@link Limits} bound, and the value that it is
 * currently writing. An idle session holds no bytes. When there is no room for replies, requests remain in their
 * buffer. This is the backpressure: the owner does not read from a client that does not read its replies.
 *
 * <p>A session is not safe for use by multiple threads at the same time, but different threads may use it one after
 * another. The keyspace may be shared.
 *
 * <p>A blocking server needs only this code for a connection, where {@code requests} is initially empty:
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
    /** The minimum capacity of the buffer for replies, in bytes. */
    public static final int MIN_REPLY_CAPACITY = ReplyEncoder.SHORT_REPLY_BYTES;

    /** What a session needs to continue. */
    public enum Status {
        /** All complete requests have been answered. The session needs more request bytes. */
        NEEDS_REQUESTS,
        /** There are more replies, and possibly more requests. The session needs an empty buffer for replies. */
        NEEDS_ROOM,
        /** The last reply has been written. The connection must be closed once the reply is sent. */
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
     * Answers requests until all of them are consumed, or there is no more room for replies, or the session is
     * finished.
     *
     * <p>Never throws an exception because of a client's input. A finished session discards all requests.
     *
     * @param requests the bytes from the client; the position moves past the consumed bytes
     * @param replies the buffer for replies; the position moves past the written bytes
     * @return what the session needs next
     * @throws IllegalArgumentException if the capacity of {@code replies} is less than {@link #MIN_REPLY_CAPACITY}
     */
    public Status process(ByteBuffer requests, ByteBuffer replies) {
        if (replies.capacity() < MIN_REPLY_CAPACITY) {
            throw new IllegalArgumentException("The buffer is too small for a reply: " + replies);
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

    /** Returns the number of requests answered so far, including those answered with an error. */
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
