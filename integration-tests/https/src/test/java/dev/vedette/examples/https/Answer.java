package dev.vedette.examples.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** A response as a client reads it. */
public record Answer(int status, Map<String, String> fields, byte[] content) {
    public String text() {
        return new String(content, ISO_8859_1);
    }

    public static Answer read(InputStream in) throws IOException {
        return read(in, false);
    }

    /** Reads a response to HEAD. */
    public static Answer readHead(InputStream in) throws IOException {
        return read(in, true);
    }

    private static Answer read(InputStream in, boolean headOnly) throws IOException {
        String first = line(in);
        if (!first.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a response: " + first);
        }
        int status = Integer.parseInt(first.substring(9, 12));
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(": ", 2);
            fields.put(parts[0], parts[1]);
        }
        return new Answer(status, fields, headOnly || status == 100 ? new byte[0] : content(in, fields));
    }

    private static byte[] content(InputStream in, Map<String, String> fields) throws IOException {
        if (fields.containsKey("Content-Length")) {
            return exactly(in, Integer.parseInt(fields.get("Content-Length")));
        } else if (!fields.containsKey("Transfer-Encoding")) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int length = chunkLength(in); length > 0; length = chunkLength(in)) {
            content.write(exactly(in, length));
            line(in);
        }
        line(in);
        return content.toByteArray();
    }

    private static int chunkLength(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after '" + line + "'");
            }
            line.append((char) b);
        }
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("no CR at the end of '" + line + "'");
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }
}
