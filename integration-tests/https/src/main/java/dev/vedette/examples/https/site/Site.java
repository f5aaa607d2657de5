package dev.vedette.examples.https.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vedette.examples.https.protocol.Application;
import dev.vedette.examples.https.protocol.Body;
import dev.vedette.examples.https.protocol.Exchange;
import dev.vedette.examples.https.protocol.Request;
import dev.vedette.examples.https.protocol.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * A page with its style and its script, the files of a directory, and paths that show what a protocol has to handle:
 *
 * <ul>
 *   <li>{@code POST /echo} answers with the content, while it arrives;
 *   <li>{@code POST /digest} answers with the length of the content and its SHA-256;
 *   <li>{@code GET /numbers/N} answers with the numbers below N, and does not know the length of this text;
 *   <li>{@code GET /who} names the protocol, the cipher suite and the certificate of the client;
 *   <li>{@code GET /fail} is a defect of the program.
 * </ul>
 */
public final class Site implements Application {
    private static final Pattern FILE = Pattern.compile("/files/([A-Za-z0-9_-][A-Za-z0-9._-]*)");
    private static final Pattern NUMBERS = Pattern.compile("/numbers/([0-9]{1,9})");
    private static final Map<String, String> PAGES =
            Map.of("/", "text/html", "/style.css", "text/css", "/script.js", "text/javascript");

    private final Path directory;
    private final Map<String, byte[]> pages;

    /** Takes the directory with the files, or null if there are none. */
    public Site(Path directory) {
        this.directory = directory;
        pages = Map.of("/", load("page.html"), "/style.css", load("style.css"), "/script.js", load("script.js"));
    }

    private static byte[] load(String name) {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Exchange begin(Request request) {
        String path = request.target().split("\\?", 2)[0];
        return switch (path) {
            case "/echo" -> isMethod("POST", request) ? new Echo(request) : onlyMethod("POST");
            case "/digest" -> isMethod("POST", request) ? new Digest() : onlyMethod("POST");
            default -> isMethod("GET", request) ? Exchange.of(get(path, request)) : onlyMethod("GET, HEAD");
        };
    }

    private static boolean isMethod(String method, Request request) {
        return request.method().equals(method);
    }

    private static Exchange onlyMethod(String allowed) {
        return Exchange.of(Response.of(405, Map.of("Allow", allowed)));
    }

    private Response get(String path, Request request) {
        byte[] page = pages.get(path);
        if (page != null) {
            return Response.ok(PAGES.get(path) + "; charset=utf-8", Body.of(page));
        }
        Matcher file = FILE.matcher(path);
        if (file.matches() && directory != null) {
            return file(directory.resolve(file.group(1)));
        }
        Matcher numbers = NUMBERS.matcher(path);
        if (numbers.matches()) {
            return Response.ok("text/plain", new Numbers(Integer.parseInt(numbers.group(1))));
        }
        return switch (path) {
            case "/who" ->
                Response.ok("text/plain", Body.of(who(request.session()).getBytes(UTF_8)));
            case "/fail" -> throw new IllegalStateException("a defect");
            default -> Response.of(404);
        };
    }

    private static Response file(Path file) {
        if (!Files.isRegularFile(file)) {
            return Response.of(404);
        }
        try {
            return Response.ok("application/octet-stream", new FileBody(file));
        } catch (NoSuchFileException e) {
            return Response.of(404);
        } catch (IOException e) { // for example if there are no more descriptors
            return Response.of(503);
        }
    }

    private static String who(SSLSession session) {
        if (session == null) {
            return "without TLS\n";
        }
        String client;
        try {
            client = session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            client = "unknown";
        }
        return session.getProtocol() + " " + session.getCipherSuite() + " " + client + "\n";
    }
}
