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
 * <p>A listener whose connections cannot be accepted, for want of descriptors most likely, stays readable, and a loop
 * that goes on watching it does nothing else. So it is not watched for a while, and then tried again.
 */
final class Acceptor implements Closeable {
    private static final int ACCEPTS_PER_TURN = 64; // the connections there are want their turn, too

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

    /** Hands over the connections that are waiting, or some of them. */
    void accept(Consumer<SocketChannel> newcomers) throws IOException {
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
            newcomers.accept(channel);
        }
    }

    /** How long a poll may wait on behalf of this acceptor; null for ever. */
    Duration patience() {
        return paused ? AcceptFailures.PAUSE : null;
    }

    /** Watches the listener again if it is time to. */
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
