package dev.vedette.unix;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.Arrays;

/**
 * Converts a path to the bytes that the system uses for it, and back. {@link Path#toString} depends on the encoding of
 * the locale, which may not be able to represent every byte; a {@code file:} URI can.
 */
final class PathBytes {
    private static final String ROOT = "file:///";

    private PathBytes() {}

    /** The bytes of the absolute path, without a slash at its end. */
    static byte[] absolute(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new ProviderMismatchException(path + " is not of the default file system");
        }
        byte[] bytes = decode(path.toUri().getRawPath());
        int length = bytes.length;
        while (length > 1 && bytes[length - 1] == '/') {
            length--; // toUri adds a slash to a directory, and with it the system would follow a symbolic link
        }
        return Arrays.copyOf(bytes, length);
    }

    /** The bytes of the path as it is: a relative path stays relative. */
    static byte[] of(Path path) {
        byte[] bytes = absolute(path);
        if (path.isAbsolute()) {
            return bytes;
        }
        byte[] directory = absolute(Path.of(""));
        int slash = directory.length > 1 ? 1 : 0;
        return bytes.length <= directory.length
                ? new byte[] {'.'}
                : Arrays.copyOfRange(bytes, directory.length + slash, bytes.length);
    }

    /** The path that consists of one name. */
    static Path name(byte[] name) {
        return Path.of(URI.create(ROOT + encode(name))).getFileName();
    }

    /** The path of an address: a relative path stays relative. */
    static Path path(byte[] path) {
        Path absolute = Path.of(URI.create(ROOT + encode(path)));
        // relativize would resolve a .. in the path
        return path[0] == '/' ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    private static byte[] decode(String rawPath) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(rawPath, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static String encode(byte[] bytes) {
        StringBuilder encoded = new StringBuilder(3 * bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '/') {
                if (i > 0) { // ROOT ends with one
                    encoded.append('/');
                }
            } else {
                encoded.append('%').append(String.format("%02x", bytes[i]));
            }
        }
        return encoded.toString();
    }
}
