package dev.vedette.examples.prometheus;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.micrometer.PollMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server with two event loops, and an endpoint with their meters. A request is one byte, and so is the response,
 * which is sent when the request has been handled. Some requests stall the loop that handles them, each in a method of
 * its own. The server runs until its standard input ends.
 */
public final class StallingServer {
    static final byte WORK = 'w';
    static final byte SLEEP = 's';
    static final byte COMPUTE = 'c';
    static final byte ALLOCATE = 'a';

    /** Hangs until the other loop handles {@link #RELEASE}. */
    static final byte HANG = 'h';

    static final byte RELEASE = 'r';

    /** The loop that gets the requests that stall. */
    static final String TROUBLED = "troubled";

    /** The loop that gets none of them. */
    static final String HEALTHY = "healthy";

    static final String OWNER = "lock-owner";
    static final int STALL_MS = 300;
    private static final int COLLECTIONS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static volatile Object sink;

    private final CountDownLatch released = new CountDownLatch(1);

    /** Prints the ports of the loops and of the endpoint. */
    public static void main(String[] arguments) throws IOException {
        StallingServer server = new StallingServer();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Loop troubled = server.new Loop(TROUBLED, registry);
        Loop healthy = server.new Loop(HEALTHY, registry);
        MetricsEndpoint endpoint = MetricsEndpoint.start(0, registry);
        System.out.printf(
                "ports %d %d %d%n",
                troubled.port(), healthy.port(), endpoint.address().getPort());
        while (System.in.read() != -1) {
            // the parent process has not ended
        }
        System.exit(0);
    }

    private final class Loop {
        private static final long LISTENER = -1; // the token of a client is its index

        private final Poll poll;
        private final ServerSocketChannel listener = ServerSocketChannel.open();
        private final List<SocketChannel> clients = new ArrayList<>();
        private final ByteBuffer request = ByteBuffer.allocate(1);

        Loop(String name, PrometheusMeterRegistry registry) throws IOException {
            poll = Poll.builder().name(name).open();
            new PollMetrics(poll).bindTo(registry);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            poll.registry().register(listener, LISTENER, Interest.READABLE);
            new Thread(this::run, name + "-loop").start();
        }

        int port() throws IOException {
            return ((InetSocketAddress) listener.getLocalAddress()).getPort();
        }

        private void run() {
            Events events = Events.withCapacity(16);
            try {
                while (true) {
                    poll.poll(events);
                    for (Event event : events) {
                        if (event.token() == LISTENER) {
                            accept();
                        } else {
                            serve(clients.get((int) event.token()));
                        }
                    }
                }
            } catch (Exception e) {
                e.printStackTrace();
                System.exit(1);
            }
        }

        private void accept() throws IOException {
            SocketChannel client = listener.accept();
            if (client != null) {
                client.configureBlocking(false);
                poll.registry().register(client, clients.size(), Interest.READABLE);
                clients.add(client);
            }
        }

        private void serve(SocketChannel client) throws IOException, InterruptedException {
            request.clear();
            switch (client.read(request)) {
                case 1 -> {
                    handle(request.get(0));
                    client.write(request.flip());
                }
                case -1 -> poll.registry().close(client);
                default -> {
                    // a spurious event
                }
            }
        }
    }

    private void handle(byte request) throws InterruptedException {
        switch (request) {
            case SLEEP -> sleep();
            case COMPUTE -> compute();
            case ALLOCATE -> allocate();
            case HANG -> hang();
            case RELEASE -> released.countDown();
            default -> sink = request;
        }
    }

    private void sleep() throws InterruptedException {
        Thread.sleep(STALL_MS);
    }

    /** Uses the processor for that time, no matter how busy the machine is, so that the recorder takes samples. */
    private void compute() {
        long end = THREADS.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(STALL_MS);
        long x = 1;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < 100_000; i++) {
                x = x * 6364136223846793005L + 1442695040888963407L;
            }
        }
        sink = x;
    }

    /** Keeps much of what it allocates for a while, so that collections have something to copy. */
    private void allocate() {
        long end = collections() + COLLECTIONS;
        byte[][] kept = new byte[60_000][];
        for (long i = 0; i % 1000 != 0 || collections() < end; i++) {
            kept[(int) (i * 7919 % kept.length)] = new byte[500];
        }
        sink = kept;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    /** Waits for a monitor that another thread holds. */
    private void hang() throws InterruptedException {
        Object monitor = new Object();
        CountDownLatch held = new CountDownLatch(1);
        Thread owner = new Thread(() -> holdUntilReleased(monitor, held), OWNER);
        owner.start();
        held.await();
        synchronized (monitor) {
            sink = monitor;
        }
    }

    private void holdUntilReleased(Object monitor, CountDownLatch held) {
        synchronized (monitor) {
            held.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
