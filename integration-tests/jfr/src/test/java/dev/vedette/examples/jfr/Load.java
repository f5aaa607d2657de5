package dev.vedette.examples.jfr;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.PollStatistics;
import dev.vedette.Waker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * A loop under load that counts and times its own work, and prints the results to standard output, one line "key value"
 * each. It does not know whether it is recorded.
 *
 * <p>It runs in this order: messages through a pipe, wake-ups by another thread, a stall, polls that time out.
 */
public final class Load {
    static final String NAME = "load";
    static final int MESSAGES = 500;
    static final int WAKES = 200;
    static final int TIMEOUTS = 10;
    static final int STALL_MS = 200;
    static final long MESSAGE = 1;
    static final long WAKE = 2;
    static final long STALL = 3;

    private final Poll poll;
    private final Events events = Events.withCapacity(16);

    /** Released when the loop has handled a message or a wake-up, so that none of them coalesce. */
    private final Semaphore handled = new Semaphore(1);

    private final long[] wokenNs = new long[WAKES];

    /** Times from the return of a poll to the call of the next. A dispatch is at least that long. */
    private final List<Long> betweenNs = new ArrayList<>();

    /** Times from the call of a poll to the return of the next. The dispatch between them is at most that long. */
    private final List<Long> aroundNs = new ArrayList<>();

    private long calledNs;
    private long returnedNs;
    private long polls;
    private long eventCount;
    private long wakeups;
    private long timeouts;

    private Load(Poll poll) {
        this.poll = poll;
    }

    public static void main(String[] args) throws Exception {
        try (Poll poll = Poll.builder()
                .name(NAME)
                .statistics(args.length > 0 && args[0].equals("statistics"))
                .open()) {
            new Load(poll).run();
        }
    }

    private void run() throws Exception {
        print("backend", poll.backend());
        handleMessages();
        handleWakes();
        stall();
        for (int i = 0; i < TIMEOUTS; i++) {
            pollOnce(Duration.ofMillis(5));
        }
        print("polls", polls);
        print("events", eventCount);
        print("wakeups", wakeups);
        print("timeouts", timeouts);
        betweenNs.forEach(ns -> print("dispatch.between.ns", ns));
        aroundNs.forEach(ns -> print("dispatch.around.ns", ns));
        PollStatistics statistics = poll.statistics();
        print("statistics.polls", statistics.polls());
        print("statistics.events", statistics.events());
        print("statistics.wakeups", statistics.wakeups());
        print("statistics.timeouts", statistics.timeouts());
        print("statistics.longestDispatchNs", statistics.dispatches().max().toNanos());
    }

    private void handleMessages() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            poll.registry().register(source, MESSAGE, Interest.READABLE);
            Thread sender = start("sender", () -> {
                for (int i = 0; i < MESSAGES; i++) {
                    handled.acquire();
                    sink.write(ByteBuffer.wrap(new byte[] {(byte) i}));
                }
            });
            ByteBuffer buffer = ByteBuffer.allocate(16);
            for (int received = 0; received < MESSAGES; ) {
                pollOnce(null);
                for (Event event : events) {
                    if (event.token() == MESSAGE) {
                        received += Math.max(0, source.read(buffer.clear()));
                        handled.release();
                    }
                }
            }
            sender.join();
            print("messages", MESSAGES);
            poll.registry().deregister(source);
        }
    }

    private void handleWakes() throws Exception {
        Waker waker = poll.registry().waker(WAKE);
        Thread thread = start("waker", () -> {
            for (int i = 0; i < WAKES; i++) {
                handled.acquire();
                if (i % 2 == 0) {
                    Thread.sleep(1); // lets the loop fall asleep
                }
                wokenNs[i] = System.nanoTime();
                waker.wake();
            }
        });
        for (int i = 0; i < WAKES; i++) {
            pollOnce(null);
            print("wake.ns", returnedNs - wokenNs[i]);
            handled.release();
        }
        thread.join();
    }

    private void stall() throws Exception {
        poll.registry().waker(STALL).wake();
        CountDownLatch never = new CountDownLatch(1);
        pollOnce(null);
        print("stall.dispatch", polls - 1); // counted from 0: the first dispatch follows the first poll
        never.await(STALL_MS, java.util.concurrent.TimeUnit.MILLISECONDS);
        Thread.sleep(STALL_MS / 10); // more than timers may be early and clocks may differ
        pollOnce(Duration.ofMillis(1));
    }

    private void pollOnce(Duration timeout) throws IOException {
        long calledBeforeNs = calledNs;
        calledNs = System.nanoTime();
        if (polls > 0) {
            betweenNs.add(calledNs - returnedNs);
        }
        int count = poll.poll(events, timeout);
        returnedNs = System.nanoTime();
        if (polls > 0) {
            aroundNs.add(returnedNs - calledBeforeNs);
        }
        polls++;
        eventCount += count;
        timeouts += count == 0 ? 1 : 0;
        for (Event event : events) {
            wakeups += event.token() == MESSAGE ? 0 : 1;
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void print(String key, Object value) {
        System.out.println(key + " " + value);
    }
}
