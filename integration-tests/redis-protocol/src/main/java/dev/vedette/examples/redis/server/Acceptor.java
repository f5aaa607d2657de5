package dev.vedette.examples.redis.server;

import dev.vedette.Interest;
import dev.vedette.Registry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Accepts the connections of an event loop.
 *
 * <p>A listener remains readable while its connections cannot be accepted, usually because the process is out of
 * descriptors. A loop that watches it would do nothing else. The listener is therefore deregistered for a while after a
 * failure, and then registered again.
 */
final class Acceptor implements Closeable {
    private static final int ACCEPTS_PER_TURN = 64; // so that open connections are served, too

    private final ServerSocketChannel listener;
    private final Registry registry;
    private final long token;
    private final AcceptFailures failures;
    private boolean paused;
    private long pausedAtNanos;

    Acceptor(ServerSocketChannel listener, Registry registry, long token, AcceptFailures failures) throws IOException {
        this.listener = listener;
        this.registry = registry;
        this.token = token;
        this.failures = failures;
        listener.configureBlocking(false);
        registry.register(listener, token, Interest.READABLE);
    }

    /** Accepts waiting connections, but not more than a limit, and passes them to {@code action}. */
    void accept(Consumer<SocketChannel> action) throws IOException {
        for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
            SocketChannel channel;
            try {
                channel = listener.accept();
            } catch (IOException e) {
                failures.add(e);
                pause();
                return;
            }
            if (channel == null) {
                return;
            }
            failures.end();
            action.accept(channel);
        }
    }

    /** Returns the maximum time that a poll may wait, or null for no limit. */
    Duration pollTimeout() {
        return paused ? AcceptFailures.PAUSE : null;
    }

    /** Registers the listener again if the pause is over. */
    void resumeIfDue() throws IOException {
        if (paused && System.nanoTime() - pausedAtNanos >= AcceptFailures.PAUSE.toNanos()) {
            registry.register(listener, token, Interest.READABLE);
            paused = false;
        }
    }

    private void pause() throws IOException {
        registry.deregister(listener);
        pausedAtNanos = System.nanoTime();
        paused = true;
    }

    @Override
    public void close() throws IOException {
        registry.close(listener);
    }
}
