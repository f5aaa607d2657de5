package dev.vedette.examples.loop;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Deadlines.Deadline;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/** Accepts connections. When the process is out of descriptors, it pauses, and new clients wait in the queue. */
public final class Listener implements Handler {
    private static final Logger LOG = System.getLogger(Listener.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** After so many connections the other handlers have their turn. */
    private static final int ACCEPTS_PER_TURN = 64;

    private final Loop loop;
    private final ServerSocketChannel channel;
    private final Consumer<SocketChannel> connections;
    private final Consumer<IOException> failures;
    private final Deadline endOfPause;
    private long token;

    /** Takes a channel in non-blocking mode, and what is to be done with a new connection and with a failure. */
    public Listener(
            Loop loop,
            ServerSocketChannel channel,
            Consumer<SocketChannel> connections,
            Consumer<IOException> failures) {
        this.loop = loop;
        this.channel = channel;
        this.connections = connections;
        this.failures = failures;
        endOfPause = loop.deadline(() -> loop.resume(token, this::resume));
    }

    @Override
    public void open(long newToken) throws IOException {
        token = newToken;
        loop.registry().register(channel, token, Interest.READABLE);
        // The first message makes the logger read its files, for which there may be no descriptor later.
        LOG.log(Level.INFO, "accepts connections on " + channel.getLocalAddress());
    }

    @Override
    public void onReady(Event event) throws IOException {
        for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
            SocketChannel connection;
            try {
                connection = channel.accept();
            } catch (IOException e) {
                loop.registry().reregister(channel, token, Interest.NONE);
                loop.schedule(endOfPause, PAUSE);
                failures.accept(e);
                LOG.log(Level.WARNING, "no new connections for " + PAUSE.toMillis() + " ms: " + e.getMessage());
                return;
            }
            if (connection == null) {
                return;
            }
            handOver(connection);
        }
    }

    private void handOver(SocketChannel connection) throws IOException {
        try {
            connections.accept(connection);
        } catch (RuntimeException | Error e) {
            connection.close();
            LOG.log(Level.ERROR, "a connection cannot be served", e);
        }
    }

    private void resume() throws IOException {
        loop.registry().reregister(channel, token, Interest.READABLE);
    }

    @Override
    public void onShutdown() {
        loop.close(token);
    }

    @Override
    public void close() throws IOException {
        loop.cancel(endOfPause);
        loop.registry().close(channel);
    }
}
