package dev.vedette.unix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The address of a {@link UnixDatagram}, {@code unix(7)}: a path, an abstract name, or none. A value: immutable, and
 * equal to those with the same bytes.
 */
public final class UnixAddress {
    /** How many bytes a path or an abstract name may have: {@code sun_path} has 108, of which one is a 0. */
    public static final int MAX_LENGTH = 107;

    private static final UnixAddress UNNAMED = new UnixAddress(new byte[0]);

    /** As in {@code sun_path}, without the 0 after a path. */
    private final byte[] bytes;

    private UnixAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * {@return an address in the file system}
     *
     * @param path where; relative ones are short, and belong to the working directory of the process
     * @throws IllegalArgumentException if the system would see more than {@value #MAX_LENGTH} bytes, or if {@code path}
     *     is empty or not of the default file system
     */
    public static UnixAddress of(Path path) {
        if (path.toString().isEmpty()) {
            throw new IllegalArgumentException("an empty path");
        }
        return new UnixAddress(requireShort(PathBytes.of(path), path.toString()));
    }

    /**
     * {@return an address that has nothing to do with files, and that is free again when its socket is closed}
     *
     * @param name its name, of which the system sees the UTF-8; may not be empty
     * @throws IllegalArgumentException if that has more than {@value #MAX_LENGTH} bytes or none
     */
    public static UnixAddress ofAbstract(String name) {
        byte[] utf8 = requireShort(name.getBytes(StandardCharsets.UTF_8), name);
        if (utf8.length == 0) {
            throw new IllegalArgumentException("an empty name");
        }
        byte[] bytes = new byte[1 + utf8.length];
        System.arraycopy(utf8, 0, bytes, 1, utf8.length);
        return new UnixAddress(bytes);
    }

    private static byte[] requireShort(byte[] bytes, String name) {
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an address of " + bytes.length + " bytes, of which " + MAX_LENGTH + " are allowed: " + name);
        }
        return bytes;
    }

    /** {@return the address of a socket that is not bound; nothing can be sent there} */
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

    /** {@return the path, if this is one} */
    public Optional<Path> path() {
        return isUnnamed() || bytes[0] == 0 ? Optional.empty() : Optional.of(PathBytes.path(bytes));
    }

    /** {@return the abstract name, if this is one; bytes that are no UTF-8 are replaced} */
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

    /** {@return the path, {@code @} and the abstract name, or {@code unnamed}} */
    @Override
    public String toString() {
        return path().map(Path::toString)
                .or(() -> abstractName().map(name -> "@" + name))
                .orElse("unnamed");
    }
}
