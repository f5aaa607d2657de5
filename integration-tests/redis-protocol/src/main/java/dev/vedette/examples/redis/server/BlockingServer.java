package dev.vedette.examples.redis.server;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.protocol.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** A server with a thread for every connection. The threads are virtual, if the JVM supports virtual threads. */
public final class BlockingServer implements Server {
    private static final Logger LOG = System.getLogger(BlockingServer.class.getName());

    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final Keyspace keyspace;
    private final Limits limits;
    private final Counters counters = new Counters();
    private final ThreadFactory threads = ConnectionThreads.factory();
    private final Set<BlockingConnection> connections = ConcurrentHashMap.newKeySet(); // only the acceptor adds
    private final Thread acceptor = new Thread(this::acceptUntilClosed, "redis-acceptor");

    private BlockingServer(ServerSocketChannel listener, Keyspace keyspace, Limits limits) throws IOException {
        this.listener = listener;
        this.keyspace = keyspace;
        this.limits = limits;
        address = Loopback.address(listener);
    }

    /**
     * Starts a server.
     *
     * @param port the port, or 0 for any free port
     * @throws IOException if the server cannot listen on the port
     */
    public static BlockingServer start(int port, Keyspace keyspace, Limits limits) throws IOException {
        ServerSocketChannel listener = Loopback.listen(port);
        try {
            BlockingServer server = new BlockingServer(listener, keyspace, limits);
            server.acceptor.start();
            return server;
        } catch (IOException | RuntimeException | Error e) {
            listener.close();
            throw e;
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        closeQuietly(listener);
        Threads.join(acceptor); // no connections are added from here on
        List<BlockingConnection> open = List.copyOf(connections);
        open.forEach(BlockingConnection::close);
        open.forEach(BlockingConnection::join);
    }

    private void acceptUntilClosed() {
        AcceptFailures failures = new AcceptFailures(counters);
        while (listener.isOpen()) {
            try {
                converse(listener.accept());
                failures.end();
            } catch (ClosedChannelException e) {
                // the server is being closed
            } catch (IOException e) {
                failures.add(e);
                LockSupport.parkNanos(AcceptFailures.PAUSE.toNanos());
            }
        }
    }

    private void converse(SocketChannel channel) {
        counters.connectionAccepted();
        Session session = new Session(keyspace, limits);
        BlockingConnection connection = new BlockingConnection(channel, session, counters, connections::remove);
        connections.add(connection);
        try {
            connection.start(threads);
        } catch (OutOfMemoryError e) { // no memory for another stack; affects only this client
            LOG.log(Level.WARNING, "Cannot start a thread for " + channel, e);
            connection.end();
        }
    }

    private static void closeQuietly(ServerSocketChannel listener) {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Failed to close the listener", e);
        }
    }
}
