package dev.vedette.examples.https.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpStatus;

/** Writes one response. */
final class ResponseWriter {
    /** How the peer finds the end of the content. */
    enum Framing {
        LENGTH,
        CHUNKS,
        END_OF_CONNECTION,
        /** There is no content, because the method is HEAD. */
        NONE
    }

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] CRLF = {'\r', '\n'};

    /** The length of a chunk in four digits, and CRLF. */
    private static final int CHUNK_HEAD = 6;

    private static final int LEAST_CHUNK_ROOM = 64;

    private final Body body;
    private final Framing framing;
    private final ByteBuffer head;
    private long left;
    private boolean done;
    private boolean needsRoom;

    ResponseWriter(Response response, Framing framing, String connection) {
        body = response.body();
        this.framing = framing;
        left = framing == Framing.LENGTH ? body.length() : Long.MAX_VALUE;
        StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(response.status())
                .append(' ')
                .append(HttpStatus.getMessage(response.status()))
                .append("\r\nDate: ")
                .append(DateGenerator.formatDate(System.currentTimeMillis()));
        response.fields()
                .forEach((name, value) ->
                        text.append("\r\n").append(name).append(": ").append(value));
        if (body.length() != Body.UNKNOWN) {
            text.append("\r\nContent-Length: ").append(body.length());
        } else if (framing == Framing.CHUNKS) {
            text.append("\r\nTransfer-Encoding: chunked");
        }
        text.append(connection).append("\r\n\r\n");
        head = ByteBuffer.wrap(text.toString().getBytes(ISO_8859_1));
    }

    /** Writes as much as there is and as there is room for. Returns false if nothing has changed. */
    boolean write(ByteBuffer out) throws IOException {
        int start = out.position();
        boolean wasDone = done;
        Body.move(head, out);
        if (!head.hasRemaining() && !done) {
            switch (framing) {
                case LENGTH, END_OF_CONNECTION -> writePlain(out);
                case CHUNKS -> writeChunk(out);
                case NONE -> done = true;
            }
        }
        needsRoom = !done && (head.hasRemaining() || out.remaining() < LEAST_CHUNK_ROOM);
        return out.position() != start || done != wasDone;
    }

    private void writePlain(ByteBuffer out) throws IOException {
        if (left > 0 && out.hasRemaining()) {
            int end = out.limit();
            out.limit(out.position() + (int) Math.min(out.remaining(), left));
            int count = body.read(out);
            out.limit(end);
            if (count >= 0) {
                left -= count;
            } else if (framing == Framing.LENGTH) {
                throw new IOException("the content ends " + left + " bytes before its length");
            } else {
                left = 0;
            }
        }
        done = left == 0;
    }

    private void writeChunk(ByteBuffer out) throws IOException {
        int room = Math.min(out.remaining(), 0xffff);
        if (room < LEAST_CHUNK_ROOM) {
            return;
        }
        int start = out.position();
        int end = out.limit();
        out.position(start + CHUNK_HEAD).limit(start + room - CRLF.length);
        int count = body.read(out);
        out.limit(end);
        if (count > 0) {
            out.put(start, "%04x\r\n".formatted(count).getBytes(ISO_8859_1));
            out.put(CRLF);
        } else {
            out.position(start);
            if (count < 0) {
                out.put(LAST_CHUNK);
                done = true;
            }
        }
    }

    boolean isDone() {
        return done;
    }

    boolean needsRoom() {
        return needsRoom;
    }
}
