package dev.vedette.examples.loop;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * A server with several loops. The first one accepts the connections and hands them to all loops in turn.
 *
 * <p>All methods are for any thread.
 */
public final class Server {
    /** Makes the handler of a new connection, in the thread of its loop. The handler owns the channel. */
    public interface Protocol {
        Handler connection(Loop loop, SocketChannel channel) throws IOException;
    }

    /** The connections that wait to be accepted, at most. The system may have a lower limit. */
    private static final int BACKLOG = 1024;

    private final SocketAddress address;
    private final Protocol protocol;
    private final List<Loop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int nextLoop;

    private Server(SocketAddress address, Protocol protocol) {
        this.address = address;
        this.protocol = protocol;
    }

    /** Starts a server. If it cannot be started, nothing is left open. */
    public static Server start(InetSocketAddress address, int loopCount, Protocol protocol) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        List<Loop> opened = new ArrayList<>();
        try {
            channel.bind(address, BACKLOG).configureBlocking(false);
            for (int i = 0; i < loopCount; i++) {
                opened.add(new Loop("loop-" + i));
            }
        } catch (IOException | RuntimeException e) {
            for (Loop loop : opened) {
                loop.poll().close();
            }
            channel.close();
            throw e;
        }
        Server server = new Server(channel.getLocalAddress(), protocol);
        server.start(opened, channel);
        return server;
    }

    private void start(List<Loop> opened, ServerSocketChannel channel) {
        loops.addAll(opened);
        loops.get(0)
                .execute(() -> loops.get(0).open(new Listener(loops.get(0), channel, this::handOver, failure -> {})));
        for (Loop loop : loops) {
            Thread thread = new Thread(loop, loop.poll().name());
            threads.add(thread);
            thread.start();
        }
    }

    /** Called by the thread of the first loop. */
    private void handOver(SocketChannel channel) {
        Loop loop = loops.get(Math.floorMod(nextLoop++, loops.size()));
        try {
            loop.execute(() -> open(loop, channel));
        } catch (RejectedExecutionException e) {
            closeQuietly(channel);
        }
    }

    private void open(Loop loop, SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            loop.open(protocol.connection(loop, channel));
        } catch (IOException | RuntimeException | Error e) { // an Error if no class can be loaded without a descriptor
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is released nevertheless
        }
    }

    public SocketAddress address() {
        return address;
    }

    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    /** Stops accepting, lets requests in flight finish, and returns when all loops have ended or the time is over. */
    public void shutdown(Duration limit) throws InterruptedException {
        for (Loop loop : loops) {
            loop.shutdown(limit);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Shuts the server down when the JVM is told to end, for example by SIGTERM. */
    public void shutdownOnExit(Duration limit) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                shutdown(limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }
}
