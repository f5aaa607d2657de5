package dev.vedette.internal;

import dev.vedette.Backend;
import java.io.IOException;
import java.nio.channels.Selector;

/**
 * The services of the classes under META-INF/versions/22 of the JAR, which only Java 22 and newer see. These classes
 * replace no others, and the classes compiled for Java 17 cannot refer to them. The implementation of this interface is
 * therefore loaded by its name.
 */
public interface NativeProvider {
    /** The first Java version with native calls. */
    int SINCE = 22;

    /** The backend that {@link #open} opens. */
    Backend kind();

    /**
     * Why this backend is not chosen unless the program requests it; {@code null} if it can be chosen. Never causes a
     * warning of the JVM.
     */
    String obstacle();

    /**
     * Opens a backend.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow it; the message says why
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     */
    PollBackend open() throws IOException;

    /**
     * Opens an epoll instance with descriptors, nested in a Selector.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow it; the message says why
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     */
    NestedEpoll openNestedEpoll(Selector selector, NestedEpoll.Selection selection) throws IOException;

    /**
     * The system calls.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow native calls; the message says why
     */
    SystemCalls systemCalls();

    /**
     * The provider, for callers that need it.
     *
     * @throws UnsupportedOperationException if there is none; the message says what to do
     */
    static NativeProvider require() {
        NativeProvider provider = find();
        if (provider == null) {
            throw new UnsupportedOperationException("descriptors cannot be used: " + missing(JvmFlags.NATIVE_ACCESS));
        }
        return provider;
    }

    /** The provider; {@code null} if there is none, and then {@link #missing} says why. */
    static NativeProvider find() {
        return Found.provider;
    }

    /** Why there is no provider, for a caller that opens a backend. */
    static String missing() {
        return missing(JvmFlags.ALL);
    }

    /** Why there is no provider, for a caller that needs these flags as well. */
    static String missing(String flags) {
        if (Runtime.version().feature() >= SINCE) {
            return "META-INF/versions/22 of the JAR is not visible; if the JAR was repackaged, restore the line"
                    + " 'Multi-Release: true' in its manifest";
        }
        return "native calls need Java 22 or newer with " + flags + "; this is Java " + Runtime.version();
    }

    /**
     * Makes a provider known. Called by the static initializer of its class, so that finding it needs no reflection on
     * its constructor, which costs milliseconds.
     */
    static void install(NativeProvider provider) {
        Found.provider = provider;
    }

    /** Looks for the provider once. */
    final class Found {
        private static final String NAME = "dev.vedette.internal.linux.LinuxProvider";

        /** Set at most once, by {@link #install}; {@code null} if there is no provider. */
        private static NativeProvider provider;

        static {
            try {
                Class.forName(NAME);
            } catch (ClassNotFoundException e) {
                // missing() says why
            }
        }

        private Found() {}
    }
}
