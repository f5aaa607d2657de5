package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of interrupts of a thread that polls, clears its status and polls again. */
@Timeout(value = Conformance.LONG_S, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class InterruptStormContract extends Conformance {
    private static final int DELIVERIES = 2000;
    private static final int INTERRUPTS = 10_000;
    private static final Duration SHORT = Duration.ofMillis(1);

    /** The token of the wake that ends the storm. */
    private static final long END = -1;

    /** Causes an event again and again, and waits for each event before it causes the next. */
    private final class Sender {
        private final long token;
        private final Action cause;
        private final Semaphore arrived = new Semaphore(0);

        Sender(long token, Action cause) {
            this.token = token;
            this.cause = cause;
        }

        Task<Void> start() {
            return InterruptStormContract.this.start(doing(() -> {
                for (int i = 1; i <= DELIVERIES; i++) {
                    cause.run();
                    assertThat(arrived.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                            .as("event %s of token %s", i, token)
                            .isTrue();
                }
            }));
        }
    }

    private volatile boolean stop;

    private Sender waking(long token) throws IOException {
        Waker waker = registry.waker(token);
        return new Sender(token, waker::wake);
    }

    private Sender arming(long token) throws IOException {
        DatagramChannel channel = registerReady(token, Trigger.ONESHOT);
        assertEvent(token);
        return new Sender(token, () -> registry.reregister(channel, token, Interest.WRITABLE, Trigger.ONESHOT));
    }

    @Test
    void noWakeAndNoEventIsLostAndNoWaitEndsWithoutAReason() throws Exception {
        List<Sender> senders = List.of(waking(0), waking(1), arming(2), arming(3));
        Task<Void> polling = start(doing(() -> pollAndClear(senders)));
        AtomicLong interrupts = new AtomicLong();
        List<Task<Void>> interrupting = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            int pauses = 40 * i;
            interrupting.add(start(doing(() -> interrupt(polling.thread(), pauses, interrupts))));
        }
        List<Task<Void>> sending = senders.stream().map(Sender::start).toList();
        for (Task<Void> sender : sending) {
            sender.join(LONG);
        }
        await("the storm", LONG, () -> interrupts.get() >= INTERRUPTS);
        stop = true;
        registry.waker(END).wake();
        for (Task<Void> interrupter : interrupting) {
            interrupter.join();
        }
        polling.join();
        assertNone();
    }

    private void interrupt(Thread thread, int pauses, AtomicLong interrupts) {
        while (!stop) {
            thread.interrupt();
            long count = interrupts.incrementAndGet();
            for (long pause = count % pauses; pause > 0; pause--) {
                Thread.onSpinWait();
            }
            if (count % 64 == 0) {
                Thread.yield(); // lets other threads run; this may take a round of the scheduler
            }
        }
    }

    /** Polls until the end is reported. Half of the polls have no timeout; the other half must not return early. */
    private void pollAndClear(List<Sender> senders) throws IOException {
        boolean ended = false;
        for (int i = 0; !ended; i++) {
            Duration timeout = i % 2 == 0 ? null : SHORT;
            long startNs = System.nanoTime();
            List<Seen> seen = poll(timeout);
            long elapsedNs = System.nanoTime() - startNs;
            boolean interrupted = Thread.interrupted();
            if (seen.isEmpty() && !interrupted) {
                assertThat(timeout)
                        .as("the timeout of a wait that ended without a reason")
                        .isNotNull();
                assertThat(elapsedNs).isGreaterThanOrEqualTo(timeout.toNanos());
            }
            for (Seen event : seen) {
                if (event.token() == END) {
                    ended = true;
                } else {
                    senders.get((int) event.token()).arrived.release();
                }
            }
        }
    }
}
