package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * Writes replies into a buffer of bounded size, however large they are.
 *
 * <p>Short replies are written whole; a command is executed only once there is {@linkplain #SHORT_REPLY_BYTES room} for
 * one. Of a long one, as much is written as fits, and {@link #resume} goes on with the rest in a later buffer. What
 * waits in between is held by reference, so that a reply of a thousand large values costs no more memory than one.
 */
final class ReplyEncoder {
    /** The room that every reply finds to begin with; the longest short one is the error for an unknown command. */
    static final int SHORT_REPLY_BYTES = 512;

    private static final int BULK_HEADER_BYTES = 16; // of "$536870912\r\n"
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] NULL_BULK = "$-1\r\n".getBytes(ISO_8859_1);
    private static final byte[] NOTHING = {};
    private static final IntFunction<byte[]> NO_ELEMENTS = index -> null;

    private ByteBuffer out;

    // What is left of the reply begun: first the bytes, then their line end, then the elements.
    private byte[] bytes = NOTHING;
    private int bytesWritten;
    private boolean lineEndDue;
    private IntFunction<byte[]> elements = NO_ELEMENTS;
    private int nextElement;
    private int elementCount;

    /** Goes on in another buffer. */
    void continueIn(ByteBuffer out) {
        this.out = out;
    }

    boolean hasRoomForShortReply() {
        return out.remaining() >= SHORT_REPLY_BYTES;
    }

    /** {@code +text}, for a text without line ends. */
    void status(byte[] text) {
        out.put((byte) '+').put(text).put(LINE_END);
    }

    /** {@code -ERR message}, in which line ends become blanks. */
    void error(String message) {
        out.put((byte) '-')
                .put(("ERR " + message).replace('\r', ' ').replace('\n', ' ').getBytes(ISO_8859_1));
        out.put(LINE_END);
    }

    void integer(long value) {
        header(':', value);
    }

    /** A bulk string, or the null bulk string for null. */
    void bulk(byte[] value) {
        beginBulk(value);
        resume();
    }

    /** An array of bulk strings, each of them asked for when there is room to begin it. */
    void array(int size, IntFunction<byte[]> elements) {
        header('*', size);
        this.elements = elements;
        nextElement = 0;
        elementCount = size;
        resume();
    }

    /** A reply that is encoded already. */
    void encoded(byte[] reply) {
        bytes = reply;
        bytesWritten = 0;
        resume();
    }

    /**
     * Goes on with the reply begun.
     *
     * @return whether it is complete
     */
    boolean resume() {
        while (writeBytes() && writeLineEnd()) {
            if (nextElement == elementCount) {
                elements = NO_ELEMENTS;
                return true;
            }
            if (out.remaining() < BULK_HEADER_BYTES) {
                return false;
            }
            beginBulk(elements.apply(nextElement++));
        }
        return false;
    }

    private void beginBulk(byte[] value) {
        if (value == null) {
            out.put(NULL_BULK);
        } else {
            header('$', value.length);
            bytes = value;
            bytesWritten = 0;
            lineEndDue = true;
        }
    }

    private void header(char type, long number) {
        out.put((byte) type);
        Decimal.put(number, out);
        out.put(LINE_END);
    }

    private boolean writeBytes() {
        int length = Math.min(bytes.length - bytesWritten, out.remaining());
        out.put(bytes, bytesWritten, length);
        bytesWritten += length;
        if (bytesWritten < bytes.length) {
            return false;
        }
        bytes = NOTHING;
        bytesWritten = 0;
        return true;
    }

    private boolean writeLineEnd() {
        if (lineEndDue && out.remaining() >= LINE_END.length) {
            out.put(LINE_END);
            lineEndDue = false;
        }
        return !lineEndDue;
    }
}
