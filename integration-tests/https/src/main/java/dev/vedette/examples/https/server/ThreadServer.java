package dev.vedette.examples.https.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server with a thread for each connection: a virtual one on Java 21 and newer, a platform thread on Java 17.
 * Blocking calls have no deadlines, so one more thread closes the connections whose time is over.
 */
final class ThreadServer implements HttpsServer {
    private static final Logger LOG = System.getLogger(ThreadServer.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel channel;
    private final Connections connections;
    private final Map<SocketChannel, ThreadConnection> open = new ConcurrentHashMap<>();

    /** No connection is added after its end. */
    private final Thread acceptor = Threads.platform("acceptor", this::accept);

    /** Read by all connections, so that all of them are told at once. */
    private volatile boolean shuttingDown;

    private ThreadServer(ServerSocketChannel channel, Connections connections) {
        this.channel = channel;
        this.connections = connections;
    }

    static ThreadServer start(InetSocketAddress address, Connections connections) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(address, 1024);
            // The first message makes the logger read its files, for which there may be no descriptor later.
            LOG.log(Level.INFO, "accepts connections on " + channel.getLocalAddress());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        ThreadServer server = new ThreadServer(channel, connections);
        server.acceptor.setDaemon(false); // the program runs as long as it accepts
        server.acceptor.start();
        Threads.platform("deadlines", server::watch).start();
        return server;
    }

    private void accept() {
        while (true) {
            try {
                serve(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) { // for example if there are no more descriptors
                LOG.log(Level.WARNING, "no new connections for " + PAUSE.toMillis() + " ms: " + e.getMessage());
                if (!Threads.sleep(PAUSE)) {
                    return;
                }
            }
        }
    }

    private void serve(SocketChannel accepted) throws IOException {
        try {
            ThreadConnection connection =
                    new ThreadConnection(accepted, connections, () -> shuttingDown, () -> open.remove(accepted));
            open.put(accepted, connection);
            Threads.start("connection", connection::run);
        } catch (IOException | RuntimeException | Error e) { // an Error if there can be no more threads
            open.remove(accepted);
            accepted.close();
            LOG.log(Level.WARNING, "a connection cannot be served", e);
        }
    }

    private void watch() {
        while (!shuttingDown || !open.isEmpty()) {
            long now = System.nanoTime();
            open.values().forEach(connection -> connection.closeIfPast(now));
            if (!Threads.sleep(PAUSE)) {
                return;
            }
        }
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.socket().getLocalSocketAddress();
    }

    @Override
    public void shutdown(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "failed to close the listener", e);
        }
        acceptor.join();
        shuttingDown = true;
        open.values().forEach(ThreadConnection::shutDown);
        while (!open.isEmpty() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        open.values().forEach(ThreadConnection::closeChannel);
    }
}
