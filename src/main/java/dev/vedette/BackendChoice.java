package dev.vedette;

import dev.vedette.internal.AgentRequest;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.nio.NioBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * The backend of a Poll, and the reason why it was chosen. This is the only class that knows all backends.
 *
 * @param backend a new backend
 * @param reason the reason, in words
 */
record BackendChoice(PollBackend backend, String reason) {
    /**
     * Opens a backend.
     *
     * @param wantedOrNull the backend that the builder selects; {@code null} for the one that the system property
     *     selects, or for the best one if the property is not set
     * @throws UnsupportedOperationException if the requested backend is not available; the message states the remedy
     * @throws IllegalArgumentException if the value of the system property is not the name of a backend
     */
    static BackendChoice open(Backend wantedOrNull) throws IOException {
        if (!hasChannels() && property(AgentRequest.PROPERTY) != null) {
            AgentRequest.send();
        }
        if (wantedOrNull != null) {
            return openWanted(wantedOrNull, "requested by the builder");
        }
        String property = property(Backend.PROPERTY);
        if (property != null) {
            return openWanted(parse(property), "requested by -D" + Backend.PROPERTY + "=" + property);
        }
        return openBest();
    }

    /**
     * {@return the value of a system property} {@code null} if it is not set, or if a SecurityManager (up to Java 23)
     * forbids reading it.
     */
    private static String property(String name) {
        try {
            return System.getProperty(name);
        } catch (SecurityException e) {
            return null;
        }
    }

    /**
     * Opens the best backend. A permanent obstacle to a native backend leads to NIO. A lack of descriptors or memory
     * does not, because it would affect NIO as well.
     */
    private static BackendChoice openBest() throws IOException {
        String obstacle = missingFlag();
        if (obstacle == null) {
            NativeProvider provider = NativeProvider.find();
            obstacle = provider == null ? NativeProvider.missing() : provider.obstacle();
            if (obstacle == null) {
                try {
                    return new BackendChoice(provider.open(), "the best available");
                } catch (UnsupportedOperationException e) {
                    obstacle = e.getMessage();
                }
            }
        }
        String reason = "no native backend: " + obstacle;
        return new BackendChoice(new NioBackend(), reason);
    }

    /**
     * Checks for the flag that most programs on NIO lack, because this check needs no class of the native backend. The
     * provider checks everything else. The flag has no use on systems other than Linux.
     */
    private static String missingFlag() {
        return hasChannels()
                        || Runtime.version().feature() < NativeProvider.SINCE
                        || !"Linux".equals(System.getProperty("os.name"))
                ? null
                : "the JVM does not export the JDK's channels; add " + JvmFlags.ALL;
    }

    private static boolean hasChannels() {
        return Object.class.getModule().isExported("sun.nio.ch", BackendChoice.class.getModule());
    }

    private static BackendChoice openWanted(Backend wanted, String origin) throws IOException {
        if (wanted == Backend.NIO) {
            return new BackendChoice(new NioBackend(), origin);
        }
        String refusal = "the " + wanted + " backend, " + origin + ", is not available: ";
        NativeProvider provider = NativeProvider.find();
        if (provider == null) {
            throw new UnsupportedOperationException(refusal + NativeProvider.missing());
        }
        if (provider.kind() != wanted) {
            throw new UnsupportedOperationException(refusal + "this JAR contains only " + provider.kind() + " and NIO");
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
                    "-D" + Backend.PROPERTY + "=" + property + " is not the name of a backend; the backends are "
                            + Arrays.toString(Backend.values()),
                    e);
        }
    }
}
