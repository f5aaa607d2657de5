package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Many threads change registrations as fast as they can while another thread polls: no event is lost. */
abstract class OneshotStormContract extends Conformance {
    private static final int THREADS = 4;
    private static final int TURNS = 2000;

    @Test
    void everyRearmingOfAReadySourceIsFollowedByExactlyOneEvent() throws Exception {
        Semaphore[] reported = new Semaphore[THREADS];
        List<Task<Void>> rearming = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Semaphore events = new Semaphore(0);
            reported[i] = events;
            int token = i;
            rearming.add(start(doing(() -> {
                DatagramChannel channel = registerReady(token, Trigger.ONESHOT);
                for (int turn = 0; turn < TURNS; turn++) {
                    acquire(events, "turn " + turn + " of " + token);
                    registry.reregister(channel, token, Interest.WRITABLE, Trigger.ONESHOT);
                }
                acquire(events, "the last turn of " + token);
            })));
        }
        Task<Void> polling = start(doing(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                poll(null).forEach(seen -> reported[(int) seen.token()].release());
            }
        }));
        for (Task<Void> task : rearming) {
            task.join(LONG);
        }
        polling.thread().interrupt();
        polling.join();
        assertNone();
        for (Semaphore events : reported) {
            assertThat(events.availablePermits()).as("surplus events").isZero();
        }
    }

    private static void acquire(Semaphore events, String what) throws InterruptedException {
        assertThat(events.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(what)
                .isTrue();
    }

    /**
     * The threads do not wait for events, so that a rearming can meet every phase of a poll. The last rearming must
     * win.
     */
    @Test
    void theLastOfManyConcurrentRearmingsIsReported() throws Exception {
        DatagramChannel channel = registerReady(0, Trigger.ONESHOT);
        Set<Long> reported = ConcurrentHashMap.newKeySet();
        Task<Void> polling = start(doing(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                poll(null).forEach(seen -> reported.add(seen.token()));
            }
        }));
        for (int round = 1; round <= 20; round++) {
            long base = round * 1_000_000L;
            Task<Void> other = start(doing(() -> rearm(channel, base)));
            rearm(channel, base + 500_000);
            other.join();
            await(
                    "the event of the last rearming",
                    () -> reported.contains(base + TURNS) || reported.contains(base + 500_000 + TURNS));
        }
        polling.thread().interrupt();
        polling.join();
    }

    private void rearm(DatagramChannel channel, long base) throws Exception {
        for (int turn = 1; turn <= TURNS; turn++) {
            registry.reregister(channel, base + turn, Interest.WRITABLE, Trigger.ONESHOT);
        }
    }

    @Test
    void everyRegistrationOfAReadySourceIsReportedAndNeverAfterItsEnd() throws Exception {
        Semaphore[] reported = new Semaphore[THREADS];
        List<Task<Void>> registering = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Semaphore events = new Semaphore(0);
            reported[i] = events;
            int token = i;
            registering.add(start(doing(() -> {
                DatagramChannel channel = udp();
                for (int turn = 0; turn < TURNS / 4; turn++) {
                    registry.register(channel, token, Interest.WRITABLE, Trigger.ONESHOT);
                    acquire(events, "turn " + turn + " of " + token);
                    registry.deregister(channel);
                }
            })));
        }
        Task<Void> polling = start(doing(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                poll(null).forEach(seen -> reported[(int) seen.token()].release());
            }
        }));
        for (Task<Void> task : registering) {
            task.join(LONG);
        }
        polling.thread().interrupt();
        polling.join();
        assertNone();
    }

    @Test
    void aPollNeverReportsATokenThatWasDeregisteredBeforeItBegan() throws Exception {
        DatagramChannel channel = udp();
        Semaphore go = new Semaphore(0);
        for (int round = 1; round <= 500; round++) {
            long token = round;
            registry.register(channel, token, Interest.WRITABLE);
            Task<List<Seen>> overlapping = start(() -> {
                go.release();
                return poll(Duration.ZERO);
            });
            go.acquire();
            registry.deregister(channel);
            overlapping.join();
            assertThat(poll(Duration.ZERO)).isEmpty();
        }
    }

    /** A change of a registration while another thread closes the channel. */
    private interface Change {
        void make(DatagramChannel channel) throws IOException;
    }

    @Test
    void registeringAChannelThatIsBeingClosedNeverAffectsAStranger() throws Exception {
        assertThatStrangersAreSafe(false, channel -> registry.register(channel, 1, Interest.WRITABLE));
    }

    @Test
    void reregisteringAChannelThatIsBeingClosedNeverAffectsAStranger() throws Exception {
        assertThatStrangersAreSafe(true, channel -> registry.reregister(channel, 1, Interest.WRITABLE));
    }

    @Test
    void deregisteringAChannelThatIsBeingClosedNeverAffectsAStranger() throws Exception {
        assertThatStrangersAreSafe(true, registry::deregister);
    }

    /** A stranger is a channel that gets the descriptor number of the closed channel. */
    private void assertThatStrangersAreSafe(boolean registered, Change change) throws Exception {
        int rounds = 500;
        CyclicBarrier barrier = new CyclicBarrier(2);
        AtomicReference<DatagramChannel> handed = new AtomicReference<>();
        Task<Void> changing = start(doing(() -> {
            for (int round = 0; round < rounds; round++) {
                barrier.await();
                try {
                    change.make(handed.get());
                } catch (ClosedChannelException e) {
                    // the channel was closed first
                }
                barrier.await();
            }
        }));
        for (int round = 0; round < rounds; round++) {
            DatagramChannel channel = udp();
            if (registered) {
                registry.register(channel, 1, Interest.READABLE);
            }
            handed.set(channel);
            barrier.await();
            channel.close();
            try (DatagramChannel stranger = DatagramChannel.open()) {
                stranger.configureBlocking(false);
                barrier.await();
                assertThat(poll(Duration.ZERO)).isEmpty();
                registry.register(stranger, 2, Interest.WRITABLE, Trigger.ONESHOT);
                assertThat(assertEvent(2).token()).isEqualTo(2);
                registry.close(stranger);
            }
        }
        changing.join();
    }
}
