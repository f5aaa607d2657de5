package dev.vedette.examples.https.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The server's side of HTTP/1.1 (RFC 9112). It answers one request after the other: a request that arrives early waits
 * in the input.
 */
public final class Http implements Protocol {
    private static final Logger LOG = System.getLogger(Http.class.getName());
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);

    /** Content that nobody wants is read up to this length. If it is longer, the connection ends. */
    private static final long MOST_UNWANTED = 64 << 10;

    private final Application application;
    private final Limits limits;
    private final SSLSession session;
    private final RequestReader reader;

    /** The exchange in progress; null between two requests. */
    private Exchange exchange;

    /** Null until the response is known. */
    private ResponseWriter writer;

    /** Whether the peer waits for status 100 before it sends content. */
    private boolean continueExpected;

    /** Whether the connection ends after this exchange. */
    private boolean last;

    private boolean inputEnded;
    private boolean finished;
    private long exchanges;

    /** Takes the TLS session, or null without TLS. */
    public Http(Application application, Limits limits, SSLSession session) {
        this.application = application;
        this.limits = limits;
        this.session = session;
        reader = new RequestReader(limits);
    }

    @Override
    public Status proceed(ByteBuffer in, ByteBuffer out) throws IOException {
        try {
            boolean moved = true;
            while (moved && !finished) {
                moved = receive(in);
                moved |= exchange != null && respond(out);
            }
            finished |= inputEnded && !in.hasRemaining() && awaitsInput();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a response cannot be completed", e);
            throw e;
        }
        if (finished) {
            return Status.FINISHED;
        }
        boolean needsRoom = writer == null ? continueExpected : writer.needsRoom();
        return needsRoom ? Status.NEEDS_ROOM : Status.NEEDS_INPUT;
    }

    /** Whether nothing happens until more bytes arrive. */
    private boolean awaitsInput() {
        return !reader.isComplete()
                && (exchange == null || exchange.takesContent() || writer != null && writer.isDone());
    }

    private boolean receive(ByteBuffer in) {
        if (reader.isComplete() || reader.error() != 0 || !reader.read(in)) {
            return false;
        }
        if (reader.error() != 0) {
            refuse();
        } else if (exchange == null && reader.isHeadComplete()) {
            exchange = begin();
            reader.setExchange(exchange);
        }
        return true;
    }

    /** Answers a bad request if that is still possible. */
    private void refuse() {
        last = true;
        if (writer != null) {
            finished = true;
        } else {
            closeExchange();
            exchange = Exchange.of(Response.of(reader.error()));
        }
    }

    private Exchange begin() {
        last |= !reader.keepsAlive();
        if (reader.contentLength() > limits.contentBytes()) {
            return Exchange.of(Response.of(HttpStatus.PAYLOAD_TOO_LARGE_413));
        }
        String expectation = reader.isVersion10() ? null : reader.fields().get(HttpHeader.EXPECT);
        if (expectation != null && !HttpHeaderValue.CONTINUE.is(expectation)) {
            return Exchange.of(Response.of(HttpStatus.EXPECTATION_FAILED_417));
        }
        continueExpected = expectation != null && reader.contentLength() != 0;
        String method = reader.isHead() ? "GET" : reader.method();
        try {
            return application.begin(new Request(method, reader.target(), reader.fields(), session));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "failed to answer " + method + " " + reader.target(), e);
            return Exchange.of(Response.of(HttpStatus.INTERNAL_SERVER_ERROR_500));
        }
    }

    private boolean respond(ByteBuffer out) throws IOException {
        if (writer == null) {
            Response response = exchange.response();
            if (response == null) {
                return sendContinue(out);
            }
            writer = writer(response);
        }
        boolean moved = writer.write(out);
        if (!writer.isDone() || !last && !reader.isComplete()) {
            return moved;
        }
        closeExchange();
        if (last) {
            finished = true;
        } else {
            reader.nextRequest();
        }
        return true;
    }

    private boolean sendContinue(ByteBuffer out) {
        if (reader.isComplete()) {
            throw new IllegalStateException("no response when the request is complete: " + exchange);
        }
        if (!continueExpected || out.remaining() < CONTINUE.length) {
            return false;
        }
        out.put(CONTINUE);
        continueExpected = false;
        return true;
    }

    private ResponseWriter writer(Response response) {
        ResponseWriter.Framing framing = framing(response.body());
        boolean unwanted = !exchange.takesContent()
                && !reader.isComplete()
                && (reader.contentLength() == Body.UNKNOWN || reader.contentLength() > MOST_UNWANTED);
        last |= unwanted
                || continueExpected && !reader.isComplete()
                || framing == ResponseWriter.Framing.END_OF_CONNECTION;
        String connection = last ? "\r\nConnection: close" : reader.isVersion10() ? "\r\nConnection: keep-alive" : "";
        return new ResponseWriter(response, framing, connection);
    }

    private ResponseWriter.Framing framing(Body body) {
        if (reader.isHead()) {
            return ResponseWriter.Framing.NONE;
        } else if (body.length() != Body.UNKNOWN) {
            return ResponseWriter.Framing.LENGTH;
        }
        return reader.isVersion10() ? ResponseWriter.Framing.END_OF_CONNECTION : ResponseWriter.Framing.CHUNKS;
    }

    /** A failure to release the response does no harm to it. */
    private void closeExchange() {
        if (exchange == null) {
            return;
        }
        try {
            exchange.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "failed to release a response", e);
        }
        exchange = null;
        writer = null;
        continueExpected = false;
        exchanges++;
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
    }

    @Override
    public void shutDown() {
        last = true;
        if (exchange == null) {
            finished = true;
        }
    }

    /** The protocol has no tasks of its own. */
    @Override
    public Runnable task() {
        throw new IllegalStateException("no task");
    }

    @Override
    public Phase phase() {
        if (exchange != null) {
            return Phase.EXCHANGE;
        }
        return reader.hasBegun() ? Phase.HEAD : Phase.IDLE;
    }

    @Override
    public long exchanges() {
        return exchanges;
    }

    @Override
    public void close() {
        closeExchange();
    }
}
