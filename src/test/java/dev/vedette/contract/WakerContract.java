package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Wakers. */
abstract class WakerContract extends Conformance {
    @Test
    void wakeBeforePollMakesThePollReturnAtOnce() throws Exception {
        registry.waker(1).wake();
        assertThat(poll(null)).containsExactly(new Seen(1, Set.of(READABLE)));
        assertNone();
    }

    @Test
    void wakeIsFoundByAPollThatDoesNotWait() throws Exception {
        registry.waker(1).wake();
        assertThat(poll(Duration.ZERO)).extracting(Seen::token).containsExactly(1L);
        assertThat(poll(Duration.ZERO)).isEmpty();
    }

    @Test
    void severalWakesBeforeAPollAreOneEvent() throws Exception {
        Waker waker = registry.waker(1);
        waker.wake();
        waker.wake();
        waker.wake();
        assertEvent(1, READABLE);
        assertNone();
    }

    @Test
    void wakeDuringAWaitEndsItAgainAndAgain() throws Exception {
        Waker waker = registry.waker(1);
        for (int i = 0; i < 5; i++) {
            Task<List<Seen>> waiting = startPoll(null);
            waker.wake();
            assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
        }
        assertNone();
    }

    @Test
    void aWakerWorksAgainAfterEveryEvent() throws Exception {
        Waker waker = registry.waker(1);
        for (int i = 0; i < 1000; i++) {
            waker.wake();
            assertEvent(1, READABLE);
        }
        assertNone();
    }

    @Test
    void everyWakerHasItsOwnToken() throws Exception {
        Waker first = registry.waker(1);
        Waker second = registry.waker(2);
        assertThat(first.token()).isEqualTo(1);
        assertThat(second.token()).isEqualTo(2);
        second.wake();
        assertEvent(2, READABLE);
        first.wake();
        assertEvent(1, READABLE);
        second.wake();
        first.wake();
        second.wake();
        assertThat(poll(PATIENCE)).extracting(Seen::token).containsExactlyInAnyOrder(1L, 2L);
        assertNone();
    }

    @Test
    void wakersThatShareATokenEachEndAPoll() throws Exception {
        Waker first = registry.waker(1);
        Waker second = registry.waker(1);
        first.wake();
        assertEvent(1, READABLE);
        second.wake();
        assertEvent(1, READABLE);
        assertNone();
    }

    @Test
    void aPollHasRoomForManyWakers() throws Exception {
        Watch wide = openWatch(1000);
        List<Waker> wakers = new ArrayList<>();
        List<Long> tokens = new ArrayList<>();
        for (long token = 0; token < 1000; token++) {
            wakers.add(wide.registry().waker(token));
            tokens.add(token);
        }
        wakers.forEach(Waker::wake);
        assertThat(wide.poll(PATIENCE)).extracting(Seen::token).containsExactlyInAnyOrderElementsOf(tokens);
        wide.assertNone();
    }

    @Test
    void wakeAndReadinessComeTogether() throws Exception {
        registerReady(1, Trigger.LEVEL);
        registry.waker(2).wake();
        assertThat(poll(PATIENCE)).extracting(Seen::token).containsExactlyInAnyOrder(1L, 2L);
        assertThat(poll(PATIENCE)).extracting(Seen::token).containsExactly(1L);
    }

    @Test
    void theWakeOfAWakerThatBecameGarbageIsNotLost() throws Exception {
        for (int i = 0; i < 100; i++) {
            registry.waker(i).wake();
        }
        System.gc();
        List<Long> tokens = new ArrayList<>();
        while (tokens.size() < 100) {
            List<Seen> seen = poll(PATIENCE);
            assertThat(seen).isNotEmpty();
            seen.forEach(event -> tokens.add(event.token()));
        }
        assertThat(tokens).doesNotHaveDuplicates();
    }

    @Test
    void wakesOfOnePollDoNotReachAnother() throws Exception {
        Watch other = openWatch(1);
        registry.waker(1).wake();
        other.assertNone();
        assertEvent(1, READABLE);
    }

    // ---- under load

    /**
     * A counter without memory order of its own: only wake and poll order its plain field. The padding keeps counters
     * in different cache lines, so that the read of one does not also fetch another.
     */
    private static final class Counter {
        @SuppressWarnings("unused")
        private long left1, left2, left3, left4, left5, left6, left7;

        long value;

        @SuppressWarnings("unused")
        private long right1, right2, right3, right4, right5, right6, right7;
    }

    private static Counter[] counters(int count) {
        Counter[] counters = new Counter[count];
        for (int i = 0; i < count; i++) {
            counters[i] = new Counter();
        }
        return counters;
    }

    @Test
    void aMillionWakesFromFourThreadsAreEachFollowedByAnEventThatShowsTheWrites() throws Exception {
        int wakes = 250_000;
        Counter[] written = counters(4);
        List<Task<Void>> wakers = new ArrayList<>();
        for (int i = 0; i < written.length; i++) {
            Waker waker = registry.waker(i);
            Counter counter = written[i];
            wakers.add(start(doing(() -> {
                for (int wake = 1; wake <= wakes; wake++) {
                    counter.value = wake;
                    waker.wake();
                }
            })));
        }
        long[] seen = new long[written.length];
        Events events = Events.withCapacity(8);
        for (int complete = 0; complete < written.length; ) {
            assertThat(poll.poll(events, PATIENCE)).as("a wake was lost").isBetween(1, written.length);
            for (int i = 0; i < events.size(); i++) {
                int token = (int) events.token(i);
                long value = written[token].value;
                assertThat(value).isGreaterThanOrEqualTo(seen[token]);
                complete += value == wakes && seen[token] < wakes ? 1 : 0;
                seen[token] = value;
            }
        }
        for (Task<Void> waker : wakers) {
            waker.join();
        }
        poll(Duration.ZERO);
        assertNone();
    }

    @Test
    void wakesOfASharedWakerShowTheWritesOfEveryThread() throws Exception {
        int wakes = 100_000;
        Waker waker = registry.waker(1);
        Counter[] written = counters(4);
        for (Counter counter : written) {
            start(doing(() -> {
                for (int wake = 1; wake <= wakes; wake++) {
                    counter.value = wake;
                    waker.wake();
                }
            }));
        }
        Events events = Events.withCapacity(8);
        long sum = 0;
        while (sum < 4L * wakes) {
            assertThat(poll.poll(events, PATIENCE))
                    .as("a wake or a write was lost")
                    .isOne();
            sum = 0;
            for (Counter counter : written) {
                sum += counter.value;
            }
        }
    }

    @Test
    void threadsThatWaitForTheEventOfEachWakeGetExactlyOne() throws Exception {
        int wakes = 3000;
        LockStep[] threads = {new LockStep(0), new LockStep(1), new LockStep(2), new LockStep(3)};
        for (LockStep thread : threads) {
            thread.start(wakes);
        }
        deliver(threads, wakes);
        assertNone();
    }

    /**
     * A change of a registration may also wake the poll, and on some backends it selects. Neither may swallow a wake.
     */
    @Test
    void everyWakeIsAnEventWhileRegistrationsChange() throws Exception {
        int wakes = 3000;
        LockStep[] threads = {new LockStep(0), new LockStep(1)};
        DatagramChannel idle = udp();
        registry.register(idle, 9, Interest.READABLE);
        Task<Integer> changing = start(() -> {
            int changes = 0;
            while (!Thread.currentThread().isInterrupted()) {
                registry.deregister(idle);
                registry.register(idle, 9, Interest.READABLE);
                changes++;
            }
            return changes;
        });
        for (LockStep thread : threads) {
            thread.start(wakes);
        }
        deliver(threads, wakes);
        changing.thread().interrupt();
        assertThat(changing.join()).isPositive();
        assertNone();
    }

    @Test
    void everyWakeIsAnEventWhileDeadlinesPass() throws Exception {
        int wakes = 300;
        LockStep thread = new LockStep(0);
        thread.pauseNs = TimeUnit.MICROSECONDS.toNanos(1000);
        thread.start(wakes);
        int events = 0;
        long startNs = System.nanoTime();
        while (events < wakes) {
            List<Seen> seen = poll(Duration.ofMillis(1));
            assertThat(System.nanoTime() - startNs).as("a wake was lost").isLessThan(2 * PATIENCE.toNanos());
            for (Seen event : seen) {
                assertThat(event.token()).isZero();
                events++;
                thread.delivered.release();
            }
        }
        thread.task.join();
        assertNone();
    }

    /** Wakes, and waits for the event before it wakes again. */
    private final class LockStep {
        final Waker waker;
        final Semaphore delivered = new Semaphore(0);
        long pauseNs;
        Task<Void> task;

        LockStep(long token) throws Exception {
            waker = registry.waker(token);
        }

        void start(int wakes) {
            task = WakerContract.this.start(doing(() -> {
                for (int wake = 1; wake <= wakes; wake++) {
                    waker.wake();
                    assertThat(delivered.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .as("wake %d of %s was lost", wake, waker)
                            .isTrue();
                    pause();
                }
            }));
        }

        /** Delays the next wake so that it comes close to a deadline. */
        private void pause() {
            long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < pauseNs) {
                Thread.yield();
            }
        }
    }

    /** Polls without a timeout, so that a lost wake is a hang and not a delay. */
    private void deliver(LockStep[] threads, int wakes) throws Exception {
        for (int left = threads.length * wakes; left > 0; ) {
            List<Seen> seen = poll(null);
            assertThat(seen).isNotEmpty();
            for (Seen event : seen) {
                threads[(int) event.token()].delivered.release();
                left--;
            }
        }
        for (LockStep thread : threads) {
            thread.task.join();
            assertThat(thread.delivered.availablePermits())
                    .as("events without a wake")
                    .isZero();
        }
    }

    @Test
    void aWakeAndARegistrationAtTheSameTimeAreBothReported() throws Exception {
        Waker waker = registry.waker(1);
        DatagramChannel ready = udp();
        Semaphore seenWake = new Semaphore(0);
        Semaphore seenReady = new Semaphore(0);
        Semaphore goWake = new Semaphore(0);
        Task<Void> polling = start(doing(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                for (Seen seen : poll(null)) {
                    (seen.token() == 1 ? seenWake : seenReady).release();
                }
            }
        }));
        int rounds = 1000;
        Task<Void> waking = start(doing(() -> {
            for (int i = 0; i < rounds; i++) {
                goWake.acquire();
                waker.wake();
            }
        }));
        for (int i = 0; i < rounds; i++) {
            goWake.release();
            registry.register(ready, 2, Interest.WRITABLE, Trigger.ONESHOT);
            assertThat(seenWake.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("wake %d", i)
                    .isTrue();
            assertThat(seenReady.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("registration %d", i)
                    .isTrue();
            registry.deregister(ready);
        }
        waking.join();
        polling.thread().interrupt();
        polling.join();
        assertThat(seenWake.availablePermits() + seenReady.availablePermits()).isZero();
    }
}
