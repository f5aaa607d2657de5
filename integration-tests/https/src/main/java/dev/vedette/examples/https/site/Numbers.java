package dev.vedette.examples.https.site;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vedette.examples.https.protocol.Body;
import java.nio.ByteBuffer;

/** The numbers from 0, a line for each. The text is made while it is sent. */
final class Numbers implements Body {
    private final int end;
    private int next;

    Numbers(int end) {
        this.end = end;
    }

    @Override
    public long length() {
        return UNKNOWN;
    }

    @Override
    public int read(ByteBuffer target) {
        int start = target.position();
        while (next < end && target.remaining() >= 16) {
            target.put(Integer.toString(next++).getBytes(US_ASCII)).put((byte) '\n');
        }
        return next == end && target.position() == start ? -1 : target.position() - start;
    }

    @Override
    public void close() {}
}
