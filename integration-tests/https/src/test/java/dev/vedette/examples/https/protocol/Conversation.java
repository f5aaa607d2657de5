package dev.vedette.examples.https.protocol;

import dev.vedette.examples.https.protocol.Protocol.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Calls a protocol as a network might: with pieces of any size, and with little room. */
final class Conversation {
    private final Protocol protocol;
    private final Random random;
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final int leastRoom;
    private Status status = Status.NEEDS_INPUT;

    /** Takes the smallest room for output that the protocol needs. */
    Conversation(Protocol protocol, int leastRoom, Random random) {
        this.protocol = protocol;
        this.leastRoom = leastRoom;
        this.random = random;
    }

    /** Passes input, until the protocol needs more or is finished. */
    Conversation receive(byte[] bytes) throws IOException {
        int passed = 0;
        while (passed < bytes.length && status != Status.FINISHED) {
            int count = Math.min(Math.min(in.remaining(), bytes.length - passed), 1 + random.nextInt(2000));
            in.put(bytes, passed, count);
            passed += count;
            proceed();
        }
        return this;
    }

    Conversation endInput() throws IOException {
        protocol.inputEnded();
        return proceed();
    }

    Conversation shutDown() throws IOException {
        protocol.shutDown();
        return proceed();
    }

    Conversation proceed() throws IOException {
        do {
            ByteBuffer out = ByteBuffer.allocate(leastRoom + random.nextInt(3000));
            status = protocol.proceed(in.flip(), out);
            in.compact();
            sent.write(out.array(), 0, out.position());
            if (status == Status.NEEDS_TASK) {
                protocol.task().run();
            }
        } while (status == Status.NEEDS_ROOM || status == Status.NEEDS_TASK);
        return this;
    }

    Status status() {
        return status;
    }

    /** Returns what has been sent since the last call. */
    byte[] takeSent() {
        byte[] bytes = sent.toByteArray();
        sent.reset();
        return bytes;
    }
}
