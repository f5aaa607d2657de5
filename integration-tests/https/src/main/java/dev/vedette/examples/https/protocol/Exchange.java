package dev.vedette.examples.https.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A request and its response. Content may arrive while the response is sent. */
public interface Exchange extends Closeable {
    /** Returns the number of bytes of content that this exchange takes now. */
    int room();

    /** Takes content, at most as much as there is room for. */
    void content(ByteBuffer content);

    void contentEnded();

    /** Returns the response, always the same; null if it depends on content that has not arrived. */
    Response response();

    /** Whether the content matters. If not, it need not arrive. */
    default boolean takesContent() {
        return true;
    }

    @Override
    void close() throws IOException;

    /** Returns an exchange with a response that does not depend on the content of the request. */
    static Exchange of(Response response) {
        return new Exchange() {
            @Override
            public int room() {
                return Integer.MAX_VALUE;
            }

            @Override
            public void content(ByteBuffer content) {}

            @Override
            public void contentEnded() {}

            @Override
            public Response response() {
                return response;
            }

            @Override
            public boolean takesContent() {
                return false;
            }

            @Override
            public void close() throws IOException {
                response.body().close();
            }
        };
    }
}
