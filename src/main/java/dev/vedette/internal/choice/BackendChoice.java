package dev.vedette.internal.choice;

import dev.vedette.Backend;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.nio.NioBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A backend, and the reason for it.
 *
 * @param backend newly opened
 * @param reason for people
 */
public record BackendChoice(PollBackend backend, String reason) {
    /**
     * Opens a backend.
     *
     * @param wanted which; {@code null} for what the system property says, or else the best there is
     * @throws UnsupportedOperationException if what was asked for cannot be had; the message says what to do
     * @throws IllegalArgumentException if the system property names no backend
     */
    public static BackendChoice open(Backend wanted) throws IOException {
        if (wanted != null) {
            return openWanted(wanted, "asked for by the builder");
        }
        String property = property();
        if (property != null) {
            return openWanted(parse(property), "asked for by -D" + Backend.PROPERTY + "=" + property);
        }
        return openBest();
    }

    /** {@code null} if it is not set, or if a SecurityManager (up to Java 23) forbids to read it. */
    private static String property() {
        try {
            return System.getProperty(Backend.PROPERTY);
        } catch (SecurityException e) {
            return null;
        }
    }

    /** What is refused for good leads to NIO; a lack of descriptors or memory would strike there too, and is told. */
    private static BackendChoice openBest() throws IOException {
        NativeProvider provider = NativeProvider.find();
        String obstacle = provider == null ? NativeProvider.missing() : provider.obstacle();
        if (obstacle == null) {
            try {
                return new BackendChoice(provider.open(), "the best there is");
            } catch (UnsupportedOperationException e) {
                obstacle = e.getMessage();
            }
        }
        String reason = "no native backend: " + obstacle;
        return new BackendChoice(new NioBackend(), reason);
    }

    private static BackendChoice openWanted(Backend wanted, String origin) throws IOException {
        if (wanted == Backend.NIO) {
            return new BackendChoice(new NioBackend(), origin);
        }
        String refusal = "the " + wanted + " backend, " + origin + ", cannot be had: ";
        NativeProvider provider = NativeProvider.find();
        if (provider == null) {
            throw new UnsupportedOperationException(refusal + NativeProvider.missing());
        }
        if (provider.kind() != wanted) {
            throw new UnsupportedOperationException(refusal + "this JAR has " + provider.kind() + " and NIO only");
        }
        try {
            return new BackendChoice(provider.open(), origin);
        } catch (UnsupportedOperationException e) {
            throw new UnsupportedOperationException(refusal + e.getMessage(), e);
        }
    }

    private static Backend parse(String property) {
        try {
            return Backend.valueOf(property.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "-D" + Backend.PROPERTY + "=" + property + " names no backend; it is one of "
                            + Arrays.toString(Backend.values()),
                    e);
        }
    }
}
