package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vedette.examples.redis.protocol.Session.Status;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntSupplier;

/** Sends requests to a session in pieces, and collects its replies. */
final class Dialogue {
    private final Session session;
    private final ByteBuffer replies;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Status status = Status.NEEDS_REQUESTS;

    /** The way in which a stream of requests is cut into pieces. */
    enum Cut {
        NOT_AT_ALL,
        AT_EVERY_BYTE,
        AT_RANDOM;

        IntSupplier pieceLengths(long seed) {
            Random random = new Random(seed);
            return switch (this) {
                case NOT_AT_ALL -> () -> Integer.MAX_VALUE;
                case AT_EVERY_BYTE -> () -> 1;
                case AT_RANDOM -> () -> 1 + random.nextInt(1 + random.nextInt(200));
            };
        }
    }

    Dialogue(Session session, int replyCapacity) {
        this.session = session;
        replies = ByteBuffer.allocate(replyCapacity);
    }

    static Dialogue withNewSession() {
        return new Dialogue(new Session(new Keyspace(), Limits.DEFAULT), 16 * 1024);
    }

    /** Sends requests in pieces until all of them are sent or the session is finished. */
    Dialogue send(byte[] requests, IntSupplier pieceLengths) {
        ByteBuffer all = ByteBuffer.wrap(requests);
        while (all.hasRemaining() && status != Status.FINISHED) {
            int length = Math.min(all.remaining(), pieceLengths.getAsInt());
            send(all.slice(all.position(), length));
            all.position(all.position() + length);
        }
        return this;
    }

    Dialogue send(String requests) {
        return send(requests.getBytes(ISO_8859_1), Cut.NOT_AT_ALL.pieceLengths(0));
    }

    private void send(ByteBuffer piece) {
        do {
            status = session.process(piece, replies.clear());
            received.writeBytes(slice(replies.flip()));
        } while (status == Status.NEEDS_ROOM);
    }

    private static byte[] slice(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    String replies() {
        return received.toString(ISO_8859_1);
    }

    boolean isFinished() {
        return status == Status.FINISHED;
    }
}
