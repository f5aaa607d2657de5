package dev.vedette.examples.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Event;
import dev.vedette.Interest;
import dev.vedette.examples.loop.Deadlines.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Loop loop;
    private Thread thread;

    @BeforeEach
    void start() throws IOException {
        loop = new Loop("test");
        thread = new Thread(loop, "loop");
        thread.start();
        assertThat(loop.poll().backend()).hasToString(System.getProperty("expected.backend"));
    }

    @AfterEach
    void end() throws InterruptedException {
        loop.shutdown(Duration.ZERO);
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(loop.poll().isOpen()).isFalse();
    }

    private void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    // ---- tasks

    @Test
    void tasksOfEveryThreadRunOnceAndInTheirOrder() throws Exception {
        int threads = 4;
        int tasks = 20_000;
        List<List<Integer>> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads * tasks);
        for (int i = 0; i < threads; i++) {
            List<Integer> own = new ArrayList<>();
            ran.add(own);
            new Thread(() -> {
                        for (int task = 0; task < tasks; task++) {
                            int number = task;
                            loop.execute(() -> {
                                assertThat(Thread.currentThread()).isSameAs(thread);
                                own.add(number);
                                done.countDown();
                            });
                        }
                    })
                    .start();
        }
        await(done);
        for (List<Integer> own : ran) {
            assertThat(own).hasSize(tasks).isSorted();
        }
    }

    @Test
    void aTaskThatFailsDoesNotEndTheLoop() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> {
            throw new StackOverflowError("on purpose");
        });
        CountDownLatch later = new CountDownLatch(1);
        loop.execute(later::countDown);
        await(later);
    }

    /** A task that adds the next one keeps the loop busy, but handlers and deadlines have their turns. */
    @Test
    void tasksThatNeverEndLeaveRoomForHandlersAndDeadlines() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch handled = new CountDownLatch(1);
        CountDownLatch passed = new CountDownLatch(1);
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            runs.incrementAndGet();
            if (handled.getCount() + passed.getCount() > 0) {
                loop.execute(again[0]);
            }
        };
        loop.execute(again[0]);
        Pipe pipe = Pipe.open();
        loop.execute(() -> loop.open(new Reader(pipe.source(), handled::countDown)));
        loop.execute(() -> loop.schedule(loop.deadline(passed::countDown), Duration.ofMillis(20)));
        pipe.sink().write(ByteBuffer.allocate(1));
        await(handled);
        await(passed);
        assertThat(runs.get()).isGreaterThan(1);
        pipe.sink().close();
    }

    /** Each task either runs or is rejected, however the end of the loop comes between. */
    @Test
    void noTaskIsLostWhenTheLoopEnds() throws Exception {
        for (int round = 0; round < 300; round++) {
            Loop ending = new Loop("ending");
            Thread running = new Thread(ending);
            running.start();
            AtomicLong ran = new AtomicLong();
            AtomicLong accepted = new AtomicLong();
            CompletableFuture<Void> tasks = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        ending.execute(ran::incrementAndGet);
                        accepted.incrementAndGet();
                    }
                } catch (RejectedExecutionException e) {
                    // the loop has ended
                }
            });
            Thread.sleep(round % 3);
            ending.shutdown(Duration.ZERO);
            running.join();
            tasks.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(ran.get()).isEqualTo(accepted.get());
        }
    }

    @Test
    void anEndedLoopRejectsTasks() throws Exception {
        loop.shutdown(Duration.ZERO);
        thread.join();
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        loop.shutdown(Duration.ZERO);
    }

    // ---- deadlines

    @Test
    void deadlinesPassInTheirOrderAndNotEarly() throws Exception {
        List<Integer> passed = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(3);
        long startNs = System.nanoTime();
        AtomicLong lastNs = new AtomicLong();
        loop.execute(() -> {
            for (int ms : new int[] {60, 20, 40}) {
                Deadline deadline = loop.deadline(() -> {
                    passed.add(ms);
                    lastNs.set(System.nanoTime());
                    done.countDown();
                });
                loop.schedule(deadline, Duration.ofMillis(ms));
            }
            Deadline cancelled = loop.deadline(() -> passed.add(-1));
            loop.schedule(cancelled, Duration.ofMillis(30));
            loop.cancel(cancelled);
        });
        await(done);
        assertThat(passed).containsExactly(20, 40, 60);
        assertThat(lastNs.get() - startNs)
                .isGreaterThanOrEqualTo(Duration.ofMillis(60).toNanos());
    }

    // ---- handlers

    /** Reads from a pipe, and runs a task after each read. */
    private class Reader implements Handler {
        private final Pipe.SourceChannel channel;
        private final Runnable task;
        private long token;

        Reader(Pipe.SourceChannel channel, Runnable task) {
            this.channel = channel;
            this.task = task;
        }

        @Override
        public void open(long newToken) throws IOException {
            token = newToken;
            channel.configureBlocking(false);
            loop.registry().register(channel, token, Interest.READABLE);
        }

        @Override
        public void onReady(Event event) throws IOException {
            if (channel.read(ByteBuffer.allocate(16)) == -1) {
                loop.close(token);
            }
            task.run();
        }

        @Override
        public void onShutdown() {}

        @Override
        public void close() throws IOException {
            loop.registry().close(channel);
        }
    }

    @Test
    void aHandlerThatFailsIsClosedAndTheOthersAreServed() throws Exception {
        Pipe failing = Pipe.open();
        Pipe other = Pipe.open();
        CountDownLatch served = new CountDownLatch(2);
        loop.execute(() -> {
            loop.open(new Reader(failing.source(), () -> {
                throw new StackOverflowError("on purpose");
            }));
            loop.open(new Reader(other.source(), served::countDown));
        });
        other.sink().write(ByteBuffer.allocate(1));
        failing.sink().write(ByteBuffer.allocate(1));
        while (failing.source().isOpen()) {
            Thread.sleep(1);
        }
        while (served.getCount() > 1) {
            Thread.sleep(1);
        }
        other.sink().write(ByteBuffer.allocate(1));
        await(served);
        failing.sink().close();
        other.sink().close();
    }

    @Test
    void aHandlerThatCannotBeClosedDoesNotEndTheLoop() throws Exception {
        Pipe failing = Pipe.open();
        Pipe other = Pipe.open();
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(1);
        loop.execute(() -> {
            loop.open(new Reader(failing.source(), () -> {}) {
                @Override
                public void close() throws IOException {
                    super.close();
                    closing.countDown();
                    throw new StackOverflowError("on purpose");
                }
            });
            loop.open(new Reader(other.source(), served::countDown));
        });
        failing.sink().close();
        await(closing);
        other.sink().write(ByteBuffer.allocate(1));
        await(served);
        other.sink().close();
    }

    @Test
    void aHandlerThatCannotBeOpenedIsClosed() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().close();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            loop.open(new Reader(pipe.source(), () -> {}));
            done.countDown();
        });
        await(done);
        loop.shutdown(LIMIT);
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).as("no handler is left to wait for").isFalse();
        pipe.sink().close();
    }

    /** A handler that does not close itself is closed when the time is over. */
    @Test
    void theLoopWaitsForItsHandlersUntilTheLimit() throws Exception {
        Pipe pipe = Pipe.open();
        CountDownLatch read = new CountDownLatch(1);
        loop.execute(() -> loop.open(new Reader(pipe.source(), read::countDown)));
        loop.shutdown(Duration.ofMillis(200));
        pipe.sink().write(ByteBuffer.allocate(1));
        await(read);
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(pipe.source().isOpen()).isFalse();
        pipe.sink().close();
    }

    @Test
    void anInterruptEndsTheLoop() throws Exception {
        Pipe pipe = Pipe.open();
        loop.execute(() -> loop.open(new Reader(pipe.source(), () -> {})));
        thread.interrupt();
        thread.join(LIMIT.toMillis());
        assertThat(thread.isAlive()).isFalse();
        pipe.sink().close();
    }
}
