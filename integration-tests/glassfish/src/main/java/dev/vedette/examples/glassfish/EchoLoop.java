package dev.vedette.examples.glassfish;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;

/** An echo server on a port of 127.0.0.1. It runs in one thread until it is closed. */
final class EchoLoop implements Closeable {
    private static final long LISTENER_TOKEN = 0;
    private static final long STOP_TOKEN = 1;

    private final Poll poll;
    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final Waker stopWaker;
    private final Thread thread = new Thread(this::run, "echo-loop");
    private final Map<Long, Client> clients = new HashMap<>();
    private long nextToken = STOP_TOKEN + 1;
    private volatile boolean stopped;

    private record Client(SocketChannel channel, ByteBuffer buffer) {}

    /** Takes over the Poll and the listener, which are closed when the loop ends. */
    private EchoLoop(Poll poll, ServerSocketChannel listener) throws IOException {
        this.poll = poll;
        this.listener = listener;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .configureBlocking(false);
        address = (InetSocketAddress) listener.getLocalAddress();
        poll.registry().register(listener, LISTENER_TOKEN, Interest.READABLE);
        stopWaker = poll.registry().waker(STOP_TOKEN);
    }

    static EchoLoop start() throws IOException {
        Poll poll = Poll.builder().name("echo").statistics(true).open();
        try {
            ServerSocketChannel listener = ServerSocketChannel.open();
            try {
                EchoLoop loop = new EchoLoop(poll, listener);
                loop.thread.start();
                return loop;
            } catch (IOException | RuntimeException | Error e) {
                listener.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            poll.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    private void run() {
        try (poll;
                listener) {
            Events events = Events.withCapacity(64);
            while (!stopped) {
                poll.poll(events);
                for (Event event : events) {
                    serve(event.token());
                }
            }
        } catch (IOException e) {
            System.getLogger(EchoLoop.class.getName()).log(Level.ERROR, "The event loop failed", e);
        } finally {
            clients.values().forEach(EchoLoop::closeQuietly);
        }
    }

    private void serve(long token) throws IOException {
        if (token == LISTENER_TOKEN) {
            accept();
        } else if (clients.containsKey(token) && !echo(token)) {
            poll.registry().close(clients.remove(token).channel());
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            poll.registry().register(channel, nextToken, Interest.READABLE);
            clients.put(nextToken++, new Client(channel, ByteBuffer.allocate(16 * 1024)));
        }
    }

    /**
     * Reads as much as the buffer has room for, and writes as much as the client accepts. Returns false when the client
     * is gone.
     */
    private boolean echo(long token) {
        SocketChannel channel = clients.get(token).channel();
        ByteBuffer buffer = clients.get(token).buffer();
        try {
            boolean ended = channel.read(buffer) == -1;
            channel.write(buffer.flip());
            boolean left = buffer.compact().position() > 0;
            poll.registry().reregister(channel, token, left ? Interest.WRITABLE : Interest.READABLE);
            return left || !ended;
        } catch (IOException e) {
            return false;
        }
    }

    private static void closeQuietly(Client client) {
        try {
            client.channel().close();
        } catch (IOException e) {
            // the channel is released in any case
        }
    }

    /** Stops the loop, and waits until its thread has closed all resources and ended. */
    @Override
    public void close() {
        stopped = true;
        stopWaker.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the backend and the statistics, for example {@code EPOLL: 7 polls, 7 events}. */
    @Override
    public String toString() {
        return poll.backend() + ": " + poll.statistics().polls() + " polls, "
                + poll.statistics().events() + " events";
    }
}
