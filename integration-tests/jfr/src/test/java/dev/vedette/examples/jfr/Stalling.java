package dev.vedette.examples.jfr;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Two loops whose handlers stall them in all ways that a recording shows, each in a method of its own. The arguments
 * are the handlers to run. Each loop runs its handlers in this order, and waits in its poll between two of them.
 */
public final class Stalling {
    /** A system property with the name of the loop that uses the processor, if it is to have another. */
    static final String NAME = "greedy.name";

    static final String BLOCKED = "blocked";
    static final int STALL_MS = 250;
    private static final int COLLECTIONS = 5;
    private static final long STOP = 0;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static volatile Object sink;

    private interface Handler {
        void handle() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Stalling handlers = new Stalling();
        List<Handler> greedy = new ArrayList<>();
        List<Handler> blocked = new ArrayList<>();
        for (String name : args) {
            switch (name) {
                case "compute" -> greedy.add(handlers::compute);
                case "allocate" -> greedy.add(handlers::allocate);
                case "sleep" -> blocked.add(handlers::sleep);
                case "park" -> blocked.add(handlers::waitForLock);
                case "monitor" -> blocked.add(handlers::waitForMonitor);
                case "file" -> blocked.add(handlers::readFile);
                case "socket" -> blocked.add(handlers::readSocket);
                case "nothing" -> List.of(greedy, blocked).forEach(loop -> loop.add(() -> {}));
                default -> throw new IllegalArgumentException(name);
            }
        }
        Thread first = loop("greedy-loop", System.getProperty(NAME, "greedy"), greedy);
        Thread second = loop("blocked-loop", BLOCKED, blocked);
        first.join();
        second.join();
    }

    /** One event a handler, and then one that ends the loop. Between two handlers the loop waits in its poll. */
    private static Thread loop(String thread, String name, List<Handler> handlers) throws IOException {
        Poll poll = Poll.builder().name(name).open();
        List<Waker> wakers = new ArrayList<>();
        for (int token = 0; token <= handlers.size(); token++) {
            wakers.add(poll.registry().waker(token));
        }
        return start(thread, () -> {
            Events events = Events.withCapacity(1);
            try (poll) {
                for (int next = 1; next <= handlers.size() + 1; next++) {
                    poll.poll(events, Duration.ofMillis(50));
                    wakers.get(next % (handlers.size() + 1)).wake();
                    poll.poll(events);
                    for (Event event : events) {
                        if (event.token() != STOP) {
                            handlers.get((int) event.token() - 1).handle();
                        }
                    }
                }
            }
        });
    }

    /** Until it has had that much of a processor, so that samples are taken of it on a busy machine, too. */
    void compute() {
        long end = THREADS.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(2 * STALL_MS);
        long x = 1;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            x = step(x);
        }
        sink = x;
    }

    private static long step(long x) {
        long y = x;
        for (int i = 0; i < 100_000; i++) {
            y = y * 6364136223846793005L + 1442695040888963407L;
        }
        return y;
    }

    /** Keeps much of what it allocates for a while, so that collections have something to copy. */
    void allocate() {
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

    void sleep() throws InterruptedException {
        Thread.sleep(STALL_MS);
    }

    void waitForLock() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        Thread owner = start("lock-owner", () -> {
            lock.lock();
            held.countDown();
            while (!lock.hasQueuedThreads()) {
                Thread.sleep(1);
            }
            Thread.sleep(STALL_MS);
            lock.unlock();
        });
        held.await();
        lock.lock();
        lock.unlock();
        owner.join();
    }

    void waitForMonitor() throws InterruptedException {
        Object monitor = new Object();
        Thread loop = Thread.currentThread();
        CountDownLatch held = new CountDownLatch(1);
        Thread owner = start("monitor-owner", () -> {
            synchronized (monitor) {
                held.countDown();
                while (loop.getState() != Thread.State.BLOCKED) {
                    Thread.sleep(1);
                }
                Thread.sleep(STALL_MS);
            }
        });
        held.await();
        synchronized (monitor) {
            sink = monitor;
        }
        owner.join();
    }

    /** A named pipe is a file that is slow. */
    void readFile() throws IOException, InterruptedException {
        Path pipe = Files.createTempDirectory("stalling").resolve("slow-file");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        Thread writer = start("file-writer", () -> {
            try (OutputStream output = Files.newOutputStream(pipe)) {
                Thread.sleep(2 * STALL_MS);
                output.write(1);
            }
        });
        try (InputStream input = new FileInputStream(pipe.toFile())) {
            sink = input.read();
        }
        writer.join();
        Files.delete(pipe);
        Files.delete(pipe.getParent());
    }

    void readSocket() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            Thread writer = start("socket-writer", () -> {
                Thread.sleep(2 * STALL_MS);
                client.getOutputStream().write(1);
            });
            sink = accepted.getInputStream().read();
            writer.join();
        }
    }

    private static Thread start(String name, Handler handler) {
        Thread thread = new Thread(
                () -> {
                    try {
                        handler.handle();
                    } catch (Exception e) {
                        e.printStackTrace();
                        System.exit(1);
                    }
                },
                name);
        thread.start();
        return thread;
    }
}
