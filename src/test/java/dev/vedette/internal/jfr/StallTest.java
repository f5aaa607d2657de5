package dev.vedette.internal.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops that hang, and what a recording says about them while they do. */
@Timeout(120)
@Tag("slow")
class StallTest {
    private static final String HERE = StallTest.class.getName() + ".";

    private final Events events = Events.withCapacity(8);
    private final CountDownLatch end = new CountDownLatch(1);

    @FunctionalInterface
    private interface Handler {
        void handle() throws Exception;
    }

    /** Polls, hangs in a handler until so many stalls were reported, and polls again. Returns the stalls. */
    private List<RecordedEvent> stalls(int count, Function<Runnable, Thread> starter, Handler handler)
            throws Exception {
        BlockingQueue<RecordedEvent> reported = new LinkedBlockingQueue<>();
        List<RecordedEvent> stalls = new ArrayList<>();
        try (Poll poll = Poll.builder().name("hangs").backend(Backend.NIO).open();
                RecordingStream stream = new RecordingStream()) {
            stream.setReuse(false);
            stream.enable("dev.vedette.Stall").withPeriod(Duration.ofMillis(100));
            stream.onEvent("dev.vedette.Stall", reported::add);
            stream.startAsync();
            Task<Integer> loop = new Task<>(
                    () -> {
                        poll.poll(events, Duration.ZERO);
                        handler.handle();
                        return poll.poll(events, Duration.ZERO);
                    },
                    starter);
            try {
                while (stalls.size() < count) {
                    RecordedEvent stall = reported.poll(60, TimeUnit.SECONDS);
                    assertThat(stall).as("a stall, after %s", stalls).isNotNull();
                    stalls.add(stall);
                }
            } finally {
                end.countDown();
                loop.join();
            }
        }
        return stalls;
    }

    private RecordedEvent stall(Handler handler) throws Exception {
        return stalls(1, StallTest::platformThread, handler).get(0);
    }

    private static Thread platformThread(Runnable body) {
        Thread thread = new Thread(body, "hanging-loop");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Thread virtualThread(Runnable body) {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body); // Java 21
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void compute() {
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private void sleep() throws InterruptedException {
        while (end.getCount() > 0) {
            Thread.sleep(100);
        }
    }

    private void recurse(int depth) throws InterruptedException {
        if (depth > 0) {
            recurse(depth - 1);
        } else {
            end.await();
        }
    }

    @Test
    void aHandlerThatComputesIsNamed() throws Exception {
        RecordedEvent stall = stall(this::compute);
        assertThat(stall.getString("name")).isEqualTo("hangs");
        assertThat(stall.getThread("thread").getJavaName()).isEqualTo("hanging-loop");
        assertThat(stall.getDuration("age")).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(stall.getString("state")).isEqualTo("RUNNABLE");
        assertThat(stall.getString("stack").lines())
                .anyMatch(line -> line.matches("\\Q" + HERE + "compute\\E line: \\d+"));
        assertThat(stall.getString("lock")).isNull();
        assertThat(stall.getString("owner")).isNull();
    }

    @Test
    void aHandlerThatSleepsIsNamed() throws Exception {
        RecordedEvent stall = stall(this::sleep);
        assertThat(stall.getString("stack")).contains("java.lang.Thread.sleep", HERE + "sleep line: ");
        assertThat(stall.getString("state")).isEqualTo("TIMED_WAITING");
        assertThat(stall.getString("lock")).isNull();
    }

    @Test
    void theLockThatAHandlerWaitsForAndItsOwnerAreNamed() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        Thread owner = new Thread(
                () -> {
                    lock.lock();
                    held.countDown();
                    awaitEnd();
                    lock.unlock();
                },
                "owner");
        owner.start();
        RecordedEvent stall = stall(() -> {
            held.await();
            lock.lock();
            lock.unlock();
        });
        owner.join();
        assertThat(stall.getString("state")).isEqualTo("WAITING");
        assertThat(stall.getString("stack")).contains("java.util.concurrent.locks.ReentrantLock.lock line: ", HERE);
        assertThat(stall.getString("lock")).startsWith("java.util.concurrent.locks.ReentrantLock$NonfairSync@");
        assertThat(stall.getString("owner")).isEqualTo("owner");
    }

    @Test
    void theMonitorThatAHandlerWaitsForAndItsOwnerAreNamed() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        Thread owner = new Thread(
                () -> {
                    synchronized (held) {
                        held.countDown();
                        awaitEnd();
                    }
                },
                "owner");
        owner.start();
        RecordedEvent stall = stall(() -> {
            held.await();
            synchronized (held) {
                held.countDown();
            }
        });
        owner.join();
        assertThat(stall.getString("state")).isEqualTo("BLOCKED");
        assertThat(stall.getString("lock")).startsWith("java.util.concurrent.CountDownLatch@");
        assertThat(stall.getString("owner")).isEqualTo("owner");
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theStackOfAVirtualThreadIsRecordedToo() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "Java 21 introduced virtual threads");
        RecordedEvent stall =
                stalls(1, StallTest::virtualThread, () -> recurse(0)).get(0);
        assertThat(stall.getString("stack")).contains("java.util.concurrent.CountDownLatch.await", HERE + "recurse");
        assertThat(stall.getString("state")).isEqualTo("WAITING");
        assertThat(stall.getString("lock")).startsWith("java.util.concurrent.CountDownLatch$Sync@");
    }

    @Test
    void aStallIsReportedAgainWhenItIsTwiceAsOld() throws Exception {
        List<RecordedEvent> stalls = stalls(3, StallTest::platformThread, this::sleep);
        for (int i = 0; i < 3; i++) {
            Duration age = stalls.get(i).getDuration("age");
            assertThat(age).isGreaterThanOrEqualTo(Duration.ofSeconds(1L << i));
            if (i > 0) {
                long previous = stalls.get(i - 1).getDuration("age").toSeconds();
                assertThat(age.toSeconds()).isGreaterThanOrEqualTo(2 * Long.highestOneBit(previous));
            }
        }
    }

    @Test
    void aDeepStackIsCutOff() throws Exception {
        RecordedEvent stall = stall(() -> recurse(200));
        List<String> lines = stall.getString("stack").lines().toList();
        assertThat(lines).hasSize(65);
        assertThat(lines.get(63)).startsWith(HERE + "recurse line: ");
        assertThat(lines.get(64)).isEqualTo("...");
    }

    @Test
    void aThreadThatHasEndedWithoutClosingItsPollIsReported() throws Exception {
        BlockingQueue<RecordedEvent> reported = new LinkedBlockingQueue<>();
        try (Poll poll = Poll.builder().name("abandoned").open();
                RecordingStream stream = new RecordingStream()) {
            stream.setReuse(false);
            stream.enable("dev.vedette.Stall").withPeriod(Duration.ofMillis(100));
            stream.onEvent("dev.vedette.Stall", reported::add);
            stream.startAsync();
            new Task<>(() -> poll.poll(events, Duration.ZERO), StallTest::platformThread).join();
            RecordedEvent stall = reported.poll(60, TimeUnit.SECONDS);
            assertThat(stall).isNotNull();
            assertThat(stall.getString("state")).isEqualTo("TERMINATED");
            assertThat(stall.getString("stack")).isEmpty();
        }
    }

    @Test
    void withoutTheModuleForLocksTheRestIsRecorded() throws Exception {
        String printed = new ChildJvm(WithoutManagement.class, "--limit-modules", "java.base,jdk.jfr")
                .withoutFlags()
                .run(Duration.ofSeconds(100));
        assertThat(printed)
                .contains("TIMED_WAITING", HERE + "sleep line: ", "lock null, owner null")
                .doesNotContain("Exception", "Error");
    }

    /** A program without {@code java.management}. */
    public static final class WithoutManagement {
        public static void main(String[] args) throws Exception {
            if (ModuleLayer.boot().findModule("java.management").isPresent()) {
                throw new AssertionError("java.management is there");
            }
            StallTest test = new StallTest();
            RecordedEvent stall = test.stall(test::sleep);
            System.out.println(stall.getString("state"));
            System.out.println(stall.getString("stack"));
            System.out.println("lock " + stall.getString("lock") + ", owner " + stall.getString("owner"));
        }
    }

    /** A third loop hangs, so that the recording is known to work. */
    @Test
    void aLoopThatPollsIsNoStall() throws Exception {
        try (Poll idle = Poll.builder().name("idle").open();
                Poll busy = Poll.builder().name("busy").open()) {
            Events own = Events.withCapacity(1);
            Task<Integer> waiting = Task.start(() -> idle.poll(Events.withCapacity(1), Duration.ofSeconds(5)));
            Task<Integer> looping = Task.start(() -> {
                while (end.getCount() > 0) {
                    busy.poll(own, Duration.ofMillis(20));
                }
                return 0;
            });
            List<RecordedEvent> stalls = stalls(2, StallTest::platformThread, this::sleep);
            assertThat(stalls).extracting(event -> event.getString("name")).containsOnly("hangs");
            waiting.join();
            looping.join();
        }
    }
}
