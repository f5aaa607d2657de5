package dev.vedette.examples.https.protocol;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;

/** Reads one request after the other with Jetty's parser, which accepts only what RFC 9112 allows. */
final class RequestReader implements HttpParser.RequestHandler {
    private static final Logger LOG = System.getLogger(RequestReader.class.getName());

    private final Limits limits;
    private final HttpParser parser;
    private String method;
    private String target;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private HttpFields.Mutable fields = HttpFields.build();
    private Exchange exchange;
    private boolean headComplete;
    private boolean complete;
    private int error;

    RequestReader(Limits limits) {
        this.limits = limits;
        parser = new HttpParser(this, limits.headBytes(), HttpCompliance.STRICT);
    }

    /**
     * Reads until the head is complete, or else until the request is complete or the input or the room for content is
     * used up. Returns false if nothing has changed.
     */
    boolean read(ByteBuffer in) {
        boolean hadHead = headComplete;
        int start = in.position();
        int end = in.limit();
        if (headComplete) {
            in.limit(start + Math.min(end - start, exchange.room()));
        }
        parser.parseNext(in);
        boolean consumed = in.position() != start;
        in.limit(end);
        if (error != 0) {
            in.position(end); // what follows a bad message has no meaning
        }
        return consumed || headComplete != hadHead || complete || error != 0;
    }

    /** Sets what takes the content. Called once for each request, when its head is complete. */
    void setExchange(Exchange exchange) {
        this.exchange = exchange;
    }

    void nextRequest() {
        parser.reset();
        method = null;
        version = HttpVersion.HTTP_1_1;
        fields = HttpFields.build();
        exchange = null;
        headComplete = false;
        complete = false;
    }

    /** Whether a part of the request has arrived. */
    boolean hasBegun() {
        return !parser.isStart();
    }

    boolean isHeadComplete() {
        return headComplete;
    }

    boolean isComplete() {
        return complete;
    }

    /** Returns the status for a bad request; 0 if it is good so far. */
    int error() {
        return error;
    }

    // ---- the request, when its head is complete

    boolean isHead() {
        return "HEAD".equals(method);
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    HttpFields fields() {
        return fields;
    }

    boolean isVersion10() {
        return version == HttpVersion.HTTP_1_0;
    }

    boolean keepsAlive() {
        return isVersion10()
                ? fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.KEEP_ALIVE.asString())
                : !fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    }

    /** Returns the length of the content; {@link Body#UNKNOWN} if it comes in chunks. */
    long contentLength() {
        return parser.isChunking() ? Body.UNKNOWN : Math.max(0, parser.getContentLength());
    }

    // ---- called by the parser

    @Override
    public void startRequest(String newMethod, String newTarget, HttpVersion newVersion) {
        method = newMethod;
        target = newTarget;
        version = newVersion;
    }

    @Override
    public void parsedHeader(HttpField field) {
        fields.add(field);
    }

    @Override
    public boolean headerComplete() {
        headComplete = true;
        if (version != HttpVersion.HTTP_1_0 && version != HttpVersion.HTTP_1_1) {
            error = HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505; // the parser lets the preface of HTTP/2 pass
        } else if (isVersion10() && fields.contains(HttpHeader.TRANSFER_ENCODING)) {
            error = HttpStatus.BAD_REQUEST_400; // RFC 9112, section 6.1: a proxy may have seen another end
        }
        return true;
    }

    @Override
    public boolean content(ByteBuffer content) {
        if (parser.getContentRead() > limits.contentBytes()) {
            error = HttpStatus.PAYLOAD_TOO_LARGE_413;
            return true;
        }
        pass(() -> exchange.content(content));
        return error != 0;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        complete = true;
        pass(exchange::contentEnded);
        return true;
    }

    /** The parser would take a defect of the application for one of the request. */
    private void pass(Runnable content) {
        try {
            content.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "failed to take the content of " + method + " " + target, e);
            error = HttpStatus.INTERNAL_SERVER_ERROR_500;
        }
    }

    /** Called for bad chunks, because the end of the input is not reported to the parser. */
    @Override
    public void earlyEOF() {
        error = HttpStatus.BAD_REQUEST_400;
    }

    @Override
    public void badMessage(HttpException failure) {
        error = failure.getCode();
    }
}
