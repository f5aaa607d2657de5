package dev.vedette.examples.descriptors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import dev.vedette.unix.Descriptor;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One thread, one poll, five kinds of sources, all edge-triggered: a TCP listener, an eventfd, a timerfd, the standard
 * output of a child process, and a pipe of the JDK. Edge-triggered means that each is drained until it gives no more.
 */
public final class OneLoop implements Closeable {
    private static final int LISTENER = 0;
    private static final int COUNTER = 1;
    private static final int TIMER = 2;
    private static final int CHILD = 3;
    private static final int PIPE = 4;

    private final Poll poll = Poll.open();
    private final Events events = Events.withCapacity(16);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    private final ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    private final Descriptor counter = CLibrary.eventfd();
    private final Descriptor timer = CLibrary.timerfd(Duration.ofMillis(10));
    private final Descriptor childOutput;
    private final Pipe pipe = Pipe.open();

    // What the loop has seen so far.
    private int connections;
    private long count;
    private long expirations;
    private String childSaid = "";
    private boolean childEnded;
    private String pipeSaid = "";

    /** Opens all, and starts the child. */
    public OneLoop(String... childCommand) throws IOException {
        Descriptor[] ends = CLibrary.pipe();
        childOutput = ends[0];
        try (Descriptor writeEnd = ends[1]) {
            new ProcessBuilder(childCommand)
                    .redirectOutput(new File("/proc/self/fd/" + writeEnd.fd()))
                    .start();
        }
        listener.configureBlocking(false);
        pipe.source().configureBlocking(false);
        Registry registry = poll.registry();
        registry.register(listener, LISTENER, Interest.READABLE, Trigger.EDGE);
        registry.register(counter, COUNTER, Interest.READABLE, Trigger.EDGE);
        registry.register(timer, TIMER, Interest.READABLE, Trigger.EDGE);
        registry.register(childOutput, CHILD, Interest.READABLE, Trigger.EDGE);
        registry.register(pipe.source(), PIPE, Interest.READABLE, Trigger.EDGE);
    }

    /** Where to connect to. */
    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** Adds to the counter; the kernel adds it up. */
    public void add(long number) throws IOException {
        counter.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .flip());
    }

    /** Writes into the pipe. */
    public void say(String text) throws IOException {
        pipe.sink().write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    /** Waits for events and handles them. */
    public void turn() throws IOException {
        poll.poll(events);
        for (Event event : events) {
            switch ((int) event.token()) {
                case LISTENER -> accept();
                case COUNTER -> count += readNumbers(counter);
                case TIMER -> expirations += readNumbers(timer);
                case CHILD -> {
                    childSaid += readText(childOutput);
                    childEnded |= event.isReadClosed();
                }
                case PIPE -> pipeSaid += readText(pipe.source());
                default -> throw new AssertionError(event);
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel accepted;
        while ((accepted = listener.accept()) != null) {
            connections++;
            accepted.close();
        }
    }

    private long readNumbers(Descriptor source) throws IOException {
        long sum = 0;
        while (source.read(buffer.clear()) == Long.BYTES) {
            sum += buffer.getLong(0);
        }
        return sum;
    }

    private String readText(ReadableByteChannel source) throws IOException {
        StringBuilder text = new StringBuilder();
        while (source.read(buffer.clear()) > 0) {
            text.append(UTF_8.decode(buffer.flip()));
        }
        return text.toString();
    }

    public int connections() {
        return connections;
    }

    public long count() {
        return count;
    }

    public long expirations() {
        return expirations;
    }

    public String childSaid() {
        return childSaid;
    }

    public boolean childEnded() {
        return childEnded;
    }

    public String pipeSaid() {
        return pipeSaid;
    }

    @Override
    public void close() throws IOException {
        poll.close();
        listener.close();
        counter.close();
        timer.close();
        childOutput.close();
        pipe.source().close();
        pipe.sink().close();
    }
}
