package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.ClosedPollException;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Bit;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.SingleCarrier;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Polls from virtual threads. */
abstract class VirtualThreadContract extends Conformance {
    private Method startVirtualThread;

    @BeforeEach
    void assumeVirtualThreads() throws NoSuchMethodException {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need Java 21");
        startVirtualThread = Thread.class.getMethod("startVirtualThread", Runnable.class);
    }

    private <T> Task<T> startVirtual(Callable<T> body) {
        return start(body, runnable -> {
            try {
                return (Thread) startVirtualThread.invoke(null, runnable);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aVirtualThreadPollsWithADeadline() throws Exception {
        Duration timeout = Duration.ofMillis(200);
        Task<Long> polling = startVirtual(() -> {
            long bestNs = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) { // a busy machine may delay one of them
                long startNs = System.nanoTime();
                assertThat(poll(timeout)).isEmpty();
                long elapsedNs = System.nanoTime() - startNs;
                assertThat(elapsedNs).isGreaterThanOrEqualTo(timeout.toNanos());
                bestNs = Math.min(bestNs, elapsedNs);
            }
            return bestNs;
        });
        assertThat(polling.join()).as("the shortest wait").isLessThan(2 * timeout.toNanos());
    }

    @Test
    void aVirtualThreadIsWoken() throws Exception {
        Waker waker = registry.waker(1);
        for (int i = 0; i < 20; i++) {
            Task<List<Seen>> waiting = startVirtual(() -> poll(null)).awaitInPoll();
            waker.wake();
            assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
        }
    }

    @Test
    void aVirtualThreadFindsReadinessAndNewRegistrations() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<List<Seen>> waiting = startVirtual(() -> poll(null)).awaitInPoll();
        write(pair.far(), "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
        read(pair.near());

        waiting = startVirtual(() -> poll(null)).awaitInPoll();
        registerReady(2, Trigger.LEVEL);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
    }

    @Test
    void aVirtualThreadIsInterrupted() throws Exception {
        Task<Boolean> waiting = startVirtual(() -> {
            assertThat(poll(null)).isEmpty();
            return Thread.interrupted();
        });
        waiting.awaitInPoll().thread().interrupt();
        assertThat(waiting.join()).isTrue();

        Task<Boolean> interruptedBefore = startVirtual(() -> {
            Thread.currentThread().interrupt();
            assertThat(poll(null)).isEmpty();
            return Thread.interrupted();
        });
        assertThat(interruptedBefore.join()).isTrue();
    }

    @Test
    void closingThePollEndsTheWaitOfAVirtualThread() throws Exception {
        Task<List<Seen>> waiting = startVirtual(() -> poll(null)).awaitInPoll();
        poll.close();
        assertThatThrownBy(waiting::join).isInstanceOf(ClosedPollException.class);
    }

    @Test
    void virtualThreadsRegisterAndWake() throws Exception {
        Waker waker = registry.waker(1000);
        int threads = 100;
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int token = i;
            tasks.add(startVirtual(doing(() -> {
                registerReady(token, Trigger.ONESHOT);
                waker.wake();
            })));
        }
        boolean[] seen = new boolean[threads];
        int wakes = 0;
        for (int left = threads; left > 0 || wakes == 0; ) {
            List<Seen> events = poll(PATIENCE);
            assertThat(events).isNotEmpty();
            for (Seen event : events) {
                if (event.token() == 1000) {
                    wakes++;
                } else {
                    assertThat(seen[(int) event.token()]).isFalse();
                    seen[(int) event.token()] = true;
                    left--;
                }
            }
        }
        for (Task<Void> task : tasks) {
            task.join();
        }
    }

    /** More virtual threads wait than there are carriers, and another one still runs. */
    @Test
    void aVirtualThreadThatWaitsPinsNoCarrier() throws Exception {
        assumeTrue(
                parksVirtualThreads(), "a wait on the " + backend() + " backend pins the carrier on this Java version");
        List<Waker> wakers = new ArrayList<>();
        List<Task<List<Seen>>> waiting = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 2; i++) {
            Watch own = openWatch(1);
            wakers.add(own.registry().waker(1));
            waiting.add(startVirtual(() -> own.poll(null)));
        }
        for (Task<List<Seen>> task : waiting) {
            task.awaitInPoll();
        }
        assertThat(startVirtual(() -> "ran").join()).isEqualTo("ran");
        wakers.forEach(Waker::wake);
        for (Task<List<Seen>> task : waiting) {
            assertThat(task.join()).extracting(Seen::token).containsExactly(1L);
        }
    }

    /** In a JVM with a single carrier. */
    @Test
    @Timeout(value = LONG_S, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void otherVirtualThreadsRunOnTheSameCarrierWhileOneWaits() throws Exception {
        assumeTrue(
                parksVirtualThreads(), "a wait on the " + backend() + " backend pins the carrier on this Java version");
        String output = new ChildJvm(
                        SingleCarrier.class,
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .with(backend())
                .run(Duration.ofMinutes(2));
        assertThat(output.lines()).contains("progress", "woken", "ready", "interrupted", "closed");
    }

    @Test
    void virtualAndPlatformThreadsTakeTurns() throws Exception {
        Waker waker = registry.waker(1);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 2, Interest.READABLE);
        for (int i = 0; i < 6; i++) {
            Task<List<Seen>> waiting =
                    (i % 2 == 0 ? startVirtual(() -> poll(null)) : start(() -> poll(null))).awaitInPoll();
            waker.wake();
            assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
            assertNone();

            waiting = (i % 2 == 0 ? start(() -> poll(null)) : startVirtual(() -> poll(null))).awaitInPoll();
            write(pair.far(), "now");
            assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
            read(pair.near());
            assertNone();
        }
    }

    @Test
    void aVirtualThreadThatNeedNotWaitOpensNoDescriptor() throws Exception {
        DescriptorCensus.assumeAvailable();
        registerReady(1, Trigger.LEVEL);
        Waker waker = registry.waker(2);
        List<String> before = DescriptorCensus.take();
        startVirtual(doing(() -> {
                    assertEvent(1, Bit.WRITABLE);
                    waker.wake();
                    assertThat(poll(null)).extracting(Seen::token).containsExactlyInAnyOrder(1L, 2L);
                }))
                .join();
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    @Test
    @Timeout(value = LONG_S, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pollsOfVirtualThreadsLeaveNoDescriptor() throws Exception {
        DescriptorCensus.assumeAvailable();
        startVirtual(this::pollOnce).join(); // opens descriptors that the JDK keeps
        List<String> before = DescriptorCensus.take();
        startVirtual(doing(() -> {
                    for (int i = 0; i < 300; i++) {
                        pollOnce();
                    }
                }))
                .join(LONG);
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    private Void pollOnce() throws IOException {
        try (Poll other = Poll.builder().backend(backend()).open()) {
            assertThat(other.poll(Events.withCapacity(1), Duration.ofNanos(1))).isZero();
        }
        return null;
    }
}
