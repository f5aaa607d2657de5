package dev.vedette.examples.https.site;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vedette.examples.https.protocol.Body;
import dev.vedette.examples.https.protocol.Exchange;
import dev.vedette.examples.https.protocol.Response;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Answers with the length of the content and its SHA-256. */
final class Digest implements Exchange {
    private final MessageDigest digest;
    private long length;
    private Response response;

    Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public int room() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void content(ByteBuffer content) {
        length += content.remaining();
        digest.update(content);
    }

    @Override
    public void contentEnded() {
        String text = length + " " + HexFormat.of().formatHex(digest.digest()) + "\n";
        response = Response.ok("text/plain", Body.of(text.getBytes(US_ASCII)));
    }

    @Override
    public Response response() {
        return response;
    }

    @Override
    public void close() {}
}
