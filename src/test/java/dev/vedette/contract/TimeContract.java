package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Bit;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Timeouts. A poll never returns early, not even by a nanosecond. The tests are lenient about late returns, because on
 * a busy machine every step may be late: only one of several polls must be in time.
 */
abstract class TimeContract extends Conformance {
    private static final Duration LATE = Duration.ofSeconds(2);

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 100_000, 999_999, 1_000_000, 1_000_001, 1_500_000, 10_000_000, 100_000_000})
    void aPollIsNeverEarly(long timeoutNs) throws Exception {
        Events events = Events.withCapacity(1);
        List<Callable<Integer>> polls = new ArrayList<>();
        for (int i = 0; i < (timeoutNs > 2_000_000 ? 2 : 20); i++) {
            polls.add(() -> poll.poll(events, timeoutNs, TimeUnit.NANOSECONDS));
            polls.add(() -> poll.poll(events, Duration.ofNanos(timeoutNs)));
        }
        assertOnTime(timeoutNs, polls);
    }

    /** No poll finds an event, none returns early, and at least one is not late. */
    private static void assertOnTime(long timeoutNs, List<Callable<Integer>> polls) throws Exception {
        long bestNs = Long.MAX_VALUE;
        for (Callable<Integer> polling : polls) {
            long startNs = System.nanoTime();
            assertThat(polling.call()).isZero();
            long elapsedNs = System.nanoTime() - startNs;
            assertThat(elapsedNs).isGreaterThanOrEqualTo(timeoutNs);
            bestNs = Math.min(bestNs, elapsedNs);
        }
        assertThat(bestNs).isLessThan(timeoutNs + LATE.toNanos());
    }

    @Test
    void theUnitOfATimeoutIsHonoured() throws Exception {
        Events events = Events.withCapacity(1);
        assertOnTime(20_000_000, Collections.nCopies(5, () -> poll.poll(events, 20, TimeUnit.MILLISECONDS)));
    }

    /** Even a busy machine is quick once in a while, so the best of many polls shows the resolution. */
    @Test
    void aTimeoutOfATenthOfAMillisecondIsNotRoundedToAMillisecond() throws Exception {
        assumeTrue(hasNanosecondTimeouts(), "the " + backend() + " backend rounds up to milliseconds");
        assumeTrue(kernelHasNanosecondTimeouts(), "epoll_pwait2 needs Linux 5.11");
        Events events = Events.withCapacity(1);
        long bestNs = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long startNs = System.nanoTime();
            poll.poll(events, 100, TimeUnit.MICROSECONDS);
            bestNs = Math.min(bestNs, System.nanoTime() - startNs);
        }
        assertThat(bestNs).isBetween(100_000L, 550_000L);
    }

    private static boolean kernelHasNanosecondTimeouts() {
        String[] version = System.getProperty("os.version").split("[^0-9]+");
        int major = Integer.parseInt(version[0]);
        return major > 5 || major == 5 && Integer.parseInt(version[1]) >= 11;
    }

    // ---- without a limit

    @Test
    void aPollWithoutATimeoutWaits() throws Exception {
        assertWaits(events -> poll.poll(events));
    }

    @Test
    void aPollWithANullTimeoutWaits() throws Exception {
        assertWaits(events -> poll.poll(events, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NANOSECONDS", "MILLISECONDS", "DAYS"})
    void aPollWithTheGreatestTimeoutWaits(TimeUnit unit) throws Exception {
        assertWaits(events -> poll.poll(events, Long.MAX_VALUE, unit));
    }

    @Test
    void aPollWithNearlyTheGreatestTimeoutWaits() throws Exception {
        assertWaits(events -> poll.poll(events, Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS));
    }

    @Test
    void aPollWithTheGreatestDurationWaits() throws Exception {
        assertWaits(events -> poll.poll(events, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
    }

    @Test
    void aPollForMoreMillisecondsThanAnIntHoldsWaits() throws Exception {
        assertWaits(events -> poll.poll(events, Duration.ofMillis(1L << 32)));
        assertWaits(events -> poll.poll(events, Duration.ofMillis(1L + Integer.MAX_VALUE)));
    }

    /** A form of poll. */
    private interface Polling {
        int poll(Events events) throws Exception;
    }

    private void assertWaits(Polling polling) throws Exception {
        Waker waker = registry.waker(7);
        Events events = Events.withCapacity(4);
        Task<Integer> waiting = start(() -> polling.poll(events)).awaitInPoll();
        Thread.sleep(30);
        assertThat(waiting.isDone()).isFalse();
        waker.wake();
        assertThat(waiting.join()).isOne();
        assertThat(events.token(0)).isEqualTo(7);
    }

    // ---- deadlines under traffic: on an idle machine a poll of 200 ms returns within 260 ms

    @Test
    void registrationsDoNotStretchADeadline() throws Exception {
        DatagramChannel idle = udp();
        assertDeadlineHolds(() -> {
            registry.register(idle, 1, Interest.READABLE);
            registry.reregister(idle, 2, Interest.READABLE, Trigger.ONESHOT);
            registry.deregister(idle);
        });
    }

    @Test
    void channelsThatAreClosedDoNotStretchADeadline() throws Exception {
        assertDeadlineHolds(() -> {
            DatagramChannel channel = udp();
            registry.register(channel, 1, Interest.READABLE);
            registry.close(channel);
        });
    }

    @Test
    void readinessOutsideTheInterestDoesNotStretchADeadline() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, Trigger.ONESHOT);
        write(pair.far(), "!");
        watch.assertEvent(1, Bit.READABLE);
        assertDeadlineHolds(() -> write(pair.far(), "!"));
    }

    private void assertDeadlineHolds(Action traffic) throws Exception {
        AtomicLong actions = new AtomicLong();
        Task<Void> busy = start(doing(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                traffic.run();
                actions.incrementAndGet();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }));
        await("traffic", () -> actions.get() > 0);
        Duration timeout = Duration.ofMillis(200);
        assertOnTime(
                timeout.toNanos(), Collections.nCopies(5, () -> poll(timeout).size()));
        assertThat(busy.isDone()).as("the traffic ended during the poll").isFalse();
        busy.thread().interrupt();
        busy.join();
    }

    // ---- waits are asleep

    @Test
    void aWaitTakesAlmostNoProcessorTime() throws Exception {
        registry.register(tcpPair().near(), 1, Interest.READABLE);
        assertSleeps(Duration.ofMillis(300));
    }

    @Test
    void readinessOutsideTheInterestDoesNotKeepAWaitAwake() throws Exception {
        StreamPair pair = tcpPair();
        write(pair.far(), "unread");
        pair.fill();
        registry.register(pair.near(), 1, Interest.WRITABLE);
        assertSleeps(Duration.ofMillis(300));
    }

    @Test
    void shortWaitsTakeLittleProcessorTime() throws Exception {
        long startNs = System.nanoTime();
        long cpuNs = processorTimeNs();
        while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(400)) {
            assertThat(poll(Duration.ofNanos(1_900_000))).isEmpty();
        }
        assertThat(processorTimeNs() - cpuNs).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
    }

    /** The kernel reports a hang-up for every interest. */
    @Test
    void aSpentOneshotWhosePeerIsGoneDoesNotKeepAWaitAwake() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.WRITABLE, Trigger.ONESHOT);
        watch.assertEvent(1, Bit.WRITABLE);
        pair.near().shutdownInput();
        pair.near().shutdownOutput();
        pair.far().close();
        assertSleeps(Duration.ofMillis(300));
    }

    @Test
    void aChannelClosedWhileReadyDoesNotKeepAWaitAwake() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.LEVEL);
        watch.assertEvent(1, Bit.WRITABLE);
        channel.close();
        assertSleeps(Duration.ofMillis(300));
    }

    /**
     * A wait that spins takes all the processor time that the thread can get, even if that is little on a busy machine.
     */
    private void assertSleeps(Duration wait) throws Exception {
        assertThat(poll(Duration.ZERO)).isEmpty(); // loads classes
        long cpuNs = processorTimeNs();
        assertThat(poll(wait)).isEmpty();
        assertThat(processorTimeNs() - cpuNs).isLessThan(wait.dividedBy(10).toNanos());
    }

    /** The processor time of this thread, as the scheduler counts it. */
    private static long processorTimeNs() throws IOException {
        Path schedule = Path.of("/proc/thread-self/schedstat");
        assumeTrue(Files.isReadable(schedule), "needs " + schedule + " for the processor time of a thread");
        return Long.parseLong(Files.readString(schedule).split(" ")[0]);
    }
}
