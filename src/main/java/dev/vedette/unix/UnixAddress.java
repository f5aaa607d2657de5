package dev.vedette.unix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The address of a {@link UnixDatagram}, {@code unix(7)}: a path, an abstract name, or no name. Immutable. Two
 * addresses are equal if their bytes are equal.
 *
 * @since 0.1
 */
public final class UnixAddress {
    /** The maximum length of a path or an abstract name in bytes: {@code sun_path} has 108, and one of them is a 0. */
    public static final int MAX_LENGTH = 107;

    private static final UnixAddress UNNAMED = new UnixAddress(new byte[0]);

    /** The bytes in {@code sun_path}, without the 0 after a path. */
    private final byte[] bytes;

    private UnixAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * {@return an address in the file system}
     *
     * @param path the path. A relative path stays relative, which keeps it short; the system resolves it against the
     *     working directory of the process
     * @throws IllegalArgumentException if the path has more than {@value #MAX_LENGTH} bytes in the encoding of the file
     *     system, is empty, or does not belong to the default file system
     */
    public static UnixAddress of(Path path) {
        if (path.toString().isEmpty()) {
            throw new IllegalArgumentException("the path is empty");
        }
        return new UnixAddress(requireShort(PathBytes.of(path), path.toString()));
    }

    /**
     * {@return an address that is not in the file system, and that becomes free when its socket is closed}
     *
     * @param name the name, which is encoded in UTF-8
     * @throws IllegalArgumentException if the encoded name is empty or has more than {@value #MAX_LENGTH} bytes
     */
    public static UnixAddress ofAbstract(String name) {
        byte[] utf8 = requireShort(name.getBytes(StandardCharsets.UTF_8), name);
        if (utf8.length == 0) {
            throw new IllegalArgumentException("the name is empty");
        }
        byte[] bytes = new byte[1 + utf8.length];
        System.arraycopy(utf8, 0, bytes, 1, utf8.length);
        return new UnixAddress(bytes);
    }

    private static byte[] requireShort(byte[] bytes, String name) {
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the address has " + bytes.length + " bytes, which is more than " + MAX_LENGTH + ": " + name);
        }
        return bytes;
    }

    /** {@return the address of a socket that is not bound. Nothing can be sent to it} */
    public static UnixAddress unnamed() {
        return UNNAMED;
    }

    static UnixAddress ofBytes(byte[] bytes) {
        return bytes.length == 0 ? UNNAMED : new UnixAddress(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    /** {@return whether this is the address of a socket that is not bound} */
    public boolean isUnnamed() {
        return bytes.length == 0;
    }

    /** {@return the path; empty if this address is not a path} */
    public Optional<Path> path() {
        return isUnnamed() || bytes[0] == 0 ? Optional.empty() : Optional.of(PathBytes.path(bytes));
    }

    /** {@return the abstract name; empty if this address has none. Bytes that are not UTF-8 are replaced} */
    public Optional<String> abstractName() {
        return isUnnamed() || bytes[0] != 0
                ? Optional.empty()
                : Optional.of(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return the path, or {@code @} followed by the abstract name, or {@code unnamed}} */
    @Override
    public String toString() {
        return path().map(Path::toString)
                .or(() -> abstractName().map(name -> "@" + name))
                .orElse("unnamed");
    }
}
