package dev.vedette.examples.https.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One side of a connection, without I/O. A driver passes the bytes that have arrived and room for bytes to send, and
 * the protocol says what it needs next. It is for one thread at a time.
 */
public interface Protocol {
    /** What a protocol needs to go on. */
    enum Status {
        /** More bytes of the peer. Everything that can be sent now is in the output. */
        NEEDS_INPUT,

        /** More room in the output: it must be sent first. */
        NEEDS_ROOM,

        /** The {@link #task()} must be run, by any thread. */
        NEEDS_TASK,

        /** Nothing. When the output is sent, the connection ends. */
        FINISHED
    }

    /** What the peer has to do next. It determines how long a driver waits. */
    enum Phase {
        /** Nothing: the peer may send a request or leave. */
        IDLE,

        /** To complete the handshake or the head of a request, for all of which it has a fixed time. */
        HEAD,

        /** To send or take content, for each piece of which it has a fixed time. */
        EXCHANGE
    }

    /**
     * Consumes input and produces output, as far as both go.
     *
     * @param in the bytes that have arrived, from the position to the limit. Those that are left must be passed again,
     *     with the bytes that follow them.
     * @param out the output, with room from the position to the limit
     * @throws IOException if what was begun cannot be completed. The driver then closes the connection at once, so that
     *     the peer does not take a part of a response for the whole.
     */
    Status proceed(ByteBuffer in, ByteBuffer out) throws IOException;

    /** Tells the protocol that no more bytes arrive. The driver then calls {@link #proceed}. */
    void inputEnded();

    /** Finishes the exchange in progress, and starts no other. The driver then calls {@link #proceed}. */
    void shutDown();

    /** Returns the task to run before the next call of {@link #proceed}. Only after {@link Status#NEEDS_TASK}. */
    Runnable task();

    Phase phase();

    /** Returns the number of exchanges that have ended. */
    long exchanges();

    /** Releases what the protocol holds. Called once, as the last method, when the connection ends in whatever way. */
    void close();
}
