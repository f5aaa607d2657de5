package dev.vedette.examples.redis.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * Writes replies of any size into buffers of bounded size.
 *
 * <p>A short reply is written as a whole: a command is executed only when there is {@linkplain #SHORT_REPLY_BYTES room}
 * for one. A long reply is written as far as it fits, and {@link #resume} writes the rest into a later buffer. The rest
 * is held by reference, so that a reply of a thousand large values needs no more memory than a reply of one.
 */
final class ReplyEncoder {
    /** The room that is available when a reply begins. The longest short reply is the error for an unknown command. */
    static final int SHORT_REPLY_BYTES = 512;

    private static final int BULK_HEADER_BYTES = 16; // enough for "$536870912\r\n"
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] NULL_BULK = "$-1\r\n".getBytes(ISO_8859_1);
    private static final byte[] NOTHING = {};
    private static final IntFunction<byte[]> NO_ELEMENTS = index -> null;

    private ByteBuffer out;

    // The rest of the current reply: first the bytes, then their line end, then the elements.
    private byte[] bytes = NOTHING;
    private int bytesWritten;
    private boolean lineEndDue;
    private IntFunction<byte[]> elements = NO_ELEMENTS;
    private int nextElement;
    private int elementCount;

    /** Continues in another buffer. */
    void continueIn(ByteBuffer out) {
        this.out = out;
    }

    boolean hasRoomForShortReply() {
        return out.remaining() >= SHORT_REPLY_BYTES;
    }

    /** Writes {@code +text}. The text must not contain line ends. */
    void status(byte[] text) {
        out.put((byte) '+').put(text).put(LINE_END);
    }

    /** Writes {@code -ERR message}, with blanks instead of line ends. */
    void error(String message) {
        out.put((byte) '-')
                .put(("ERR " + message).replace('\r', ' ').replace('\n', ' ').getBytes(ISO_8859_1));
        out.put(LINE_END);
    }

    void integer(long value) {
        header(':', value);
    }

    /** Writes a bulk string, or the null bulk string for null. */
    void bulk(byte[] value) {
        beginBulk(value);
        resume();
    }

    /** Writes an array of bulk strings. Each element is requested when there is room for its beginning. */
    void array(int size, IntFunction<byte[]> elements) {
        header('*', size);
        this.elements = elements;
        nextElement = 0;
        elementCount = size;
        resume();
    }

    /** Writes a reply that is already encoded. */
    void encoded(byte[] reply) {
        bytes = reply;
        bytesWritten = 0;
        resume();
    }

    /**
     * Continues the current reply.
     *
     * @return whether the reply is complete
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
