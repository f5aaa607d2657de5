package dev.vedette.load;

import dev.vedette.Backend;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * A mixed load for a given time: clients connect, talk, close, break off and reset, threads wake, polls time out, Polls
 * are closed and reopened. The program measures its own size all the time and fails if it has grown.
 *
 * <p>It runs in a process of its own, so that nothing else takes memory.
 */
final class Soak {
    /** The parts of the load. Each must occur. */
    enum Deed {
        POLL,
        EVENT,
        TIMEOUT,
        WAKE,
        WOKEN,
        CONNECTION,
        ECHOED_BYTE,
        ONESHOT,
        CLOSE,
        RESET,
        CUT_OFF,
        REOPENING
    }

    private static final int CLIENTS = 3;
    private static final int TURNS_PER_POLL = 100;
    private static final int SAMPLES = 45;

    private static final long HEAP_SLACK = 128 << 10;

    /** The collector frees the memory of a Poll some time after the Poll became garbage. */
    private static final long DIRECT_SLACK = 2 << 20;

    /** The compilers take tens of MiB until a JVM has settled. A short run ends before that. */
    private static final long JVM_SLACK = 16 << 20;

    private static final long UNSETTLED_JVM_SLACK = 128 << 20;
    private static final long SETTLED_AFTER_NS = TimeUnit.MINUTES.toNanos(2);

    private static final long DESCRIPTOR_SLACK = 2 * CLIENTS + 2;

    private final Map<Deed, LongAdder> deeds = new EnumMap<>(Deed.class);
    private final List<ProcessSize> samples = new ArrayList<>();
    private final AtomicReference<Waker> waker = new AtomicReference<>();
    private final Backend backend;
    private volatile boolean stop;
    private volatile Throwable failure;

    private Soak(Backend backend) {
        this.backend = backend;
        for (Deed deed : Deed.values()) {
            deeds.put(deed, new LongAdder());
        }
    }

    public static void main(String[] arguments) throws Exception {
        Soak soak = new Soak(Backend.valueOf(arguments[0]));
        long durationNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
        soak.live(durationNs);
        soak.report();
        soak.check(durationNs < SETTLED_AFTER_NS ? UNSETTLED_JVM_SLACK : JVM_SLACK);
    }

    void count(Deed deed, long times) {
        deeds.get(deed).add(times);
    }

    // ---- load

    private void live(long durationNs) throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            InetSocketAddress server = (InetSocketAddress) listener.getLocalAddress();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                threads.add(start(() -> beClient(server, random)));
            }
            threads.add(start(this::wake));
            pollUntil(listener, durationNs);
            stop = true;
        } // resets the connections that were not accepted
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure != null) {
            throw new AssertionError("a thread failed", failure);
        }
    }

    /** The first quarter of the time is for warming up, without samples. */
    private void pollUntil(ServerSocketChannel listener, long durationNs) throws Exception {
        long startNs = System.nanoTime();
        long firstNs = durationNs / 4;
        long stepNs = (durationNs - firstNs) / SAMPLES;
        Random random = new Random(4711);
        while (samples.size() < SAMPLES && failure == null) {
            try (Poll poll = Poll.builder()
                    .backend(backend)
                    .statistics(random.nextBoolean())
                    .open()) {
                EchoLoop loop = new EchoLoop(this, poll, listener, random);
                waker.set(poll.registry().waker(EchoLoop.WAKER));
                loop.run(TURNS_PER_POLL);
                loop.close();
            }
            count(Deed.REOPENING, 1);
            if (System.nanoTime() - startNs >= firstNs + samples.size() * stepNs) {
                samples.add(ProcessSize.measure());
            }
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private Thread start(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure = e;
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void wake() throws InterruptedException {
        while (!stop) {
            Waker current = waker.get();
            if (current != null) {
                current.wake(); // or that Poll is closed, and the next is about to be opened
                count(Deed.WAKE, 1);
            }
            TimeUnit.MICROSECONDS.sleep(700);
        }
    }

    private void beClient(InetSocketAddress server, Random random) throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(EchoLoop.CHUNK);
        while (!stop) {
            try (SocketChannel channel = SocketChannel.open(server)) {
                talk(channel, random, buffer);
                if (random.nextInt(3) == 0) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    count(Deed.RESET, 1);
                } else if (random.nextBoolean()) {
                    channel.shutdownOutput();
                    while (channel.read(buffer.clear()) > 0) {
                        Thread.onSpinWait();
                    }
                }
            } catch (IOException e) {
                count(Deed.CUT_OFF, 1); // the server has closed the connection
            }
            TimeUnit.MILLISECONDS.sleep(3);
        }
    }

    private static void talk(SocketChannel channel, Random random, ByteBuffer buffer) throws IOException {
        for (int exchanges = random.nextInt(10); exchanges > 0; exchanges--) {
            buffer.clear().limit(1 + random.nextInt(EchoLoop.CHUNK));
            channel.write(buffer);
            buffer.flip();
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new IOException("cut off");
                }
            }
        }
    }

    // ---- results

    private void report() {
        System.out.println("soak " + backend + ", Java " + Runtime.version().feature() + ": " + deeds);
        row("heap after collection, KiB", ProcessSize::heap, 1 << 10);
        row("off the heap, KiB", ProcessSize::direct, 1 << 10);
        row("all of the JVM, MiB", ProcessSize::committed, 1 << 20);
        row("resident, MiB", ProcessSize::resident, 1 << 20);
        row("descriptors", ProcessSize::descriptors, 1);
    }

    private void row(String what, ToLongFunction<ProcessSize> figure, double unit) {
        System.out.printf(
                "  %-27s first third %.1f, second %.1f, last %.1f%n",
                what, third(0, figure) / unit, third(1, figure) / unit, third(2, figure) / unit);
    }

    private void check(long jvmSlack) {
        deeds.forEach((deed, times) -> require(times.sum() > 0, "no " + deed + " occurred"));
        requireFlat("heap", ProcessSize::heap, HEAP_SLACK);
        requireFlat("memory off the heap", ProcessSize::direct, DIRECT_SLACK);
        requireFlat("memory of the JVM", ProcessSize::committed, jvmSlack);
        requireFlat("resident memory", ProcessSize::resident, jvmSlack);
        requireFlat("descriptors", ProcessSize::descriptors, DESCRIPTOR_SLACK);
    }

    private void requireFlat(String what, ToLongFunction<ProcessSize> figure, long slack) {
        long grown = third(2, figure) - third(0, figure);
        require(grown <= slack, what + " grew by " + grown + " between the first third and the last");
    }

    /** The median of a third of the samples. */
    private long third(int which, ToLongFunction<ProcessSize> figure) {
        int length = SAMPLES / 3;
        long[] sorted = samples.subList(which * length, (which + 1) * length).stream()
                .mapToLong(figure)
                .sorted()
                .toArray();
        return sorted[length / 2];
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
