package dev.vedette.examples.loop;

import dev.vedette.Event;
import java.io.Closeable;
import java.io.IOException;

/**
 * A connection, a listener or another source that a {@link Loop} serves. The thread of the loop calls all methods. If
 * one of them throws, the loop closes this handler and goes on.
 */
public interface Handler extends Closeable {
    /** Registers the source with the registry of the loop, under this token. */
    void open(long token) throws IOException;

    /** Does what the event allows without blocking. The event may be spurious. */
    void onReady(Event event) throws IOException;

    /** Prepares for the end of the loop. A handler with a request in flight finishes it and then closes itself. */
    void onShutdown() throws IOException;

    /** Releases the source. Called once, by {@link Loop#close(long)}. */
    @Override
    void close() throws IOException;
}
