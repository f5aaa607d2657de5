package dev.vedette.internal;

import dev.vedette.Backend;
import java.io.IOException;
import java.lang.reflect.Constructor;

/**
 * What the part of the JAR offers that only Java 22 and newer see, under META-INF/versions/22. The classes there
 * override nothing and nothing here can name them, so the one that implements this is found by its name.
 */
public interface NativeProvider {
    /** What it opens. */
    Backend kind();

    /** What speaks against choosing it unasked; {@code null} if nothing does. Never causes a warning of the JVM. */
    String obstacle();

    /**
     * Opens a backend.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow it; the message says why
     * @throws IOException if the system is out of something
     */
    PollBackend open() throws IOException;

    /**
     * Opens a set of descriptors for a backend that has none of its own.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow it; the message says why
     * @throws IOException if the system is out of something
     */
    DescriptorSet openDescriptorSet() throws IOException;

    /**
     * The system calls.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow native calls; the message says why
     */
    SystemCalls systemCalls();

    /**
     * The provider, for whoever cannot do without.
     *
     * @throws UnsupportedOperationException if there is none; the message says what to do
     */
    static NativeProvider require() {
        NativeProvider provider = find();
        if (provider == null) {
            throw new UnsupportedOperationException("descriptors: " + missing(JvmFlags.NATIVE_ACCESS));
        }
        return provider;
    }

    /** The provider; {@code null} if there is none, for the reason that {@link #missing} gives. */
    static NativeProvider find() {
        return Found.PROVIDER;
    }

    /** Why there is no provider, for whoever needs it to open a backend. */
    static String missing() {
        return missing(JvmFlags.ALL);
    }

    /** Why there is no provider, for whoever needs it together with those flags. */
    static String missing(String flags) {
        if (Runtime.version().feature() >= 22) {
            return "META-INF/versions/22 of the JAR is not seen; if the JAR was repackaged, give it back the line"
                    + " 'Multi-Release: true' of its manifest";
        }
        return "native calls need Java 22 or newer, this is Java " + Runtime.version() + "; with it, add " + flags;
    }

    /** Looks for it once. */
    final class Found {
        private static final String NAME = "dev.vedette.internal.linux.LinuxProvider";
        private static final NativeProvider PROVIDER = load();

        private Found() {}

        private static NativeProvider load() {
            try {
                Constructor<? extends NativeProvider> constructor =
                        Class.forName(NAME).asSubclass(NativeProvider.class).getDeclaredConstructor();
                constructor.setAccessible(true); // the class is package-private
                return constructor.newInstance();
            } catch (ClassNotFoundException e) {
                return null;
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("the JAR is damaged: " + NAME, e);
            }
        }
    }
}
