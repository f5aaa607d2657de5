package dev.vedette.examples.https.site;

import dev.vedette.examples.https.protocol.Body;
import dev.vedette.examples.https.protocol.Exchange;
import dev.vedette.examples.https.protocol.Request;
import dev.vedette.examples.https.protocol.Response;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/** Answers with the content of the request while it arrives. A client that does not read is not read from. */
final class Echo implements Exchange, Body {
    private final Response response;

    /** Content that has not been sent, ending at the position. */
    private final ByteBuffer content = ByteBuffer.allocate(16 << 10);

    private boolean begun;
    private boolean ended;

    Echo(Request request) {
        HttpField type = request.fields().getField(HttpHeader.CONTENT_TYPE);
        response = Response.ok(type == null ? "application/octet-stream" : type.getValue(), this);
    }

    @Override
    public int room() {
        return content.remaining();
    }

    @Override
    public void content(ByteBuffer bytes) {
        content.put(bytes);
        begun = true;
    }

    @Override
    public void contentEnded() {
        begun = true;
        ended = true;
    }

    @Override
    public Response response() {
        return begun ? response : null;
    }

    @Override
    public long length() {
        return UNKNOWN;
    }

    @Override
    public int read(ByteBuffer target) {
        int count = Body.move(content.flip(), target);
        content.compact();
        return count == 0 && ended ? -1 : count;
    }

    @Override
    public void close() {}
}
