package dev.vedette.internal;

import dev.vedette.Backend;
import java.io.IOException;

/** What the part of the JAR for Java 22 and newer offers; {@code BackendChoice} finds it by name. */
public interface NativeProvider {
    /** What it opens. */
    Backend kind();

    /** What speaks against choosing it unasked; {@code null} if nothing does. Never causes a warning of the JVM. */
    String obstacle();

    /**
     * Opens a backend.
     *
     * @throws UnsupportedOperationException if this JVM or system does not allow it; the message says why
     * @throws IOException if the system refuses
     */
    PollBackend open() throws IOException;
}
