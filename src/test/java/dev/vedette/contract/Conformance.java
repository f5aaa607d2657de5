package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the topics of the contract share: a Poll on the backend under test, real channels, and other threads. All of it
 * is closed after each test. A hang is a failure: every wait has an end, and so has every test.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class Conformance implements BackendUnderTest {
    protected static final Duration PATIENCE = Watch.PATIENCE;

    /**
     * For thousands of steps, of which each may take as long as a busy machine likes; with a time limit of
     * {@link #LONG_S}.
     */
    protected static final Duration LONG = Duration.ofSeconds(150);

    public static final int LONG_S = 180;

    private static final int CAPACITY = 64;

    protected Watch watch;
    protected Poll poll;
    protected Registry registry;

    private final Deque<Closeable> owned = new ArrayDeque<>();
    private final List<Task<?>> tasks = new ArrayList<>();

    @BeforeEach
    void openThePoll() throws IOException {
        DatagramChannel.open().close(); // the first opens what the JDK keeps, which no census shall find
        watch = openWatch(CAPACITY);
        poll = watch.poll();
        registry = poll.registry();
        assertThat(poll.backend()).isEqualTo(backend());
    }

    @AfterEach
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closeWhatTheTestOpened() throws Exception {
        synchronized (owned) {
            while (!owned.isEmpty()) {
                owned.pop().close();
            }
        }
        for (Task<?> task : tasks) {
            task.thread().interrupt();
            task.thread().join(PATIENCE.toMillis());
            assertThat(task.thread().isAlive()).as("%s lives on", task.thread()).isFalse();
        }
    }

    // ---- polls

    protected Poll openPoll() throws IOException {
        return own(Poll.builder().backend(backend()).open());
    }

    protected Watch openWatch(int capacity) throws IOException {
        return new Watch(openPoll(), capacity, hasHints());
    }

    protected List<Seen> poll(Duration timeout) throws IOException {
        return watch.poll(timeout);
    }

    protected void assertNone() throws IOException {
        watch.assertNone();
    }

    protected Seen assertEvent(long token, Bit... bits) throws IOException {
        return watch.assertEvent(token, bits);
    }

    protected Seen awaitEvent(long token, Bit... bits) throws IOException {
        return watch.awaitEvent(token, bits);
    }

    protected void assume(Trigger trigger) {
        assumeTrue(registry.supports(trigger), "the " + backend() + " backend does not serve " + trigger);
    }

    protected void assumeHints() {
        assumeTrue(hasHints(), "the " + backend() + " backend reports no hints");
    }

    // ---- channels

    protected <T extends Closeable> T own(T resource) {
        synchronized (owned) {
            owned.push(resource);
        }
        return resource;
    }

    protected static InetSocketAddress anyLoopbackPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    protected ServerSocketChannel tcpListener() throws IOException {
        ServerSocketChannel listener = own(ServerSocketChannel.open());
        listener.bind(anyLoopbackPort());
        listener.configureBlocking(false);
        return listener;
    }

    protected SocketChannel connecting(ServerSocketChannel listener) throws IOException {
        SocketChannel channel = own(SocketChannel.open());
        channel.configureBlocking(false);
        channel.connect(listener.getLocalAddress());
        return channel;
    }

    protected StreamPair tcpPair() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(anyLoopbackPort());
            SocketChannel near = own(SocketChannel.open(listener.getLocalAddress()));
            return StreamPair.of(near, own(listener.accept()));
        }
    }

    /** Idle: not readable, and writable at once. */
    protected DatagramChannel udp() throws IOException {
        DatagramChannel channel = own(DatagramChannel.open());
        channel.bind(anyLoopbackPort());
        channel.configureBlocking(false);
        return channel;
    }

    /** A source that is ready from the start and stays so. */
    protected DatagramChannel registerReady(long token, Trigger trigger) throws IOException {
        DatagramChannel channel = udp();
        registry.register(channel, token, Interest.WRITABLE, trigger);
        return channel;
    }

    protected static void write(WritableByteChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
        channel.write(bytes);
        assertThat(bytes.hasRemaining()).as("a few bytes always fit").isFalse();
    }

    /** What is there now, which drains the channel. */
    protected static String read(ReadableByteChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        StringBuilder text = new StringBuilder();
        while (channel.read(bytes) > 0) {
            text.append(StandardCharsets.US_ASCII.decode(bytes.flip()));
            bytes.clear();
        }
        return text.toString();
    }

    protected static void setNonBlocking(SelectableChannel... channels) throws IOException {
        for (SelectableChannel channel : channels) {
            channel.configureBlocking(false);
        }
    }

    // ---- threads

    protected <T> Task<T> start(Callable<T> body) {
        return start(body, runnable -> {
            Thread thread = new Thread(runnable, "test-" + (tasks.size() + 1));
            thread.setDaemon(true);
            thread.start();
            return thread;
        });
    }

    protected <T> Task<T> start(Callable<T> body, Function<Runnable, Thread> starter) {
        Task<T> task = new Task<>(body, starter);
        tasks.add(task);
        return task;
    }

    /** Another thread in a poll, for a wait that has begun. */
    protected Task<List<Seen>> startPoll(Duration timeout) throws InterruptedException {
        return start(() -> poll(timeout)).awaitInPoll();
    }

    /** As {@link Callable}, for what has no result. */
    protected interface Action {
        void run() throws Exception;
    }

    protected static Callable<Void> doing(Action action) {
        return () -> {
            action.run();
            return null;
        };
    }

    protected static void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, PATIENCE, condition);
    }

    protected static void await(String what, Duration patience, Callable<Boolean> condition) throws Exception {
        long startNs = System.nanoTime();
        while (!condition.call()) {
            assertThat(System.nanoTime() - startNs).as(what).isLessThan(patience.toNanos());
            Thread.sleep(1);
        }
    }
}
