package dev.vedette.examples.https.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * A response.
 *
 * @param status the status code
 * @param fields the header fields, without those that depend on the connection and on the length of the content
 */
public record Response(int status, Map<String, String> fields, Body body) {
    public static Response ok(String type, Body body) {
        return new Response(HttpStatus.OK_200, Map.of("Content-Type", type), body);
    }

    /** Returns a response whose content is the meaning of its status. */
    public static Response of(int status) {
        return of(status, Map.of());
    }

    public static Response of(int status, Map<String, String> fields) {
        return new Response(status, fields, Body.of((HttpStatus.getMessage(status) + "\n").getBytes(UTF_8)));
    }
}
