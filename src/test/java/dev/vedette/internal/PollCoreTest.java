package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.ClosedPollException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocols of a poll, on a backend whose calls block until the test lets them go on. */
@Timeout(60)
class PollCoreTest {
    private static final Set<Thread.State> WAITS =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final SteppedBackend backend = new SteppedBackend();
    private final PollCore core = backend.newCore();
    private final ReadyList ready = new ReadyList(4);

    @Test
    void aWakeOfAnAwakePollDoesNotTouchTheBackend() throws Exception {
        WakeQueue.Entry waker = core.wakeEntry(1);
        for (int i = 0; i < 1000; i++) {
            core.wake(waker);
        }
        assertThat(backend.wakeups).hasValue(0);
        core.poll(ready, PollBackend.FOREVER);
        assertThat(ready.size()).isEqualTo(1);
        assertThat(backend.waits).as("waits of a poll that has an event").hasValue(0);
    }

    @Test
    void aSleepingPollIsWokenOnceByManyWakes() throws Exception {
        FutureTask<Void> polling = start(() -> poll(PollBackend.FOREVER));
        backend.inWait.acquire();
        for (int token = 0; token < 4; token++) {
            WakeQueue.Entry waker = core.wakeEntry(token);
            core.wake(waker);
            core.wake(waker);
        }
        assertThat(backend.wakeups).hasValue(1);
        backend.letWaitGo.release();
        polling.get();
        assertThat(ready.size()).isEqualTo(4);
    }

    @Test
    void theBackendIsNotClosedDuringAWakeUpOfAPollThatHasEnded() throws Exception {
        FutureTask<Void> polling = start(() -> poll(PollBackend.FOREVER));
        backend.inWait.acquire();
        backend.stepWakeups = true;
        FutureTask<Void> waking = start(() -> {
            core.wake(core.wakeEntry(1));
            return null;
        });
        backend.inWakeup.acquire();
        backend.stepWakeups = false;
        backend.letWaitGo.release();
        polling.get();

        assertCloseWaitsFor(backend.letWakeupGo);
        waking.get();
    }

    @Test
    void theBackendIsNotClosedDuringAWait() throws Exception {
        FutureTask<Void> polling = start(() -> poll(PollBackend.FOREVER));
        backend.inWait.acquire();
        assertCloseWaitsFor(backend.letWaitGo);
        assertThatThrownBy(polling::get).hasCauseInstanceOf(ClosedPollException.class);
    }

    private void assertCloseWaitsFor(Semaphore lastUse) throws Exception {
        FutureTask<Void> closing = new FutureTask<>(() -> {
            core.close();
            return null;
        });
        Thread closer = new Thread(closing);
        closer.start();
        while (closer.isAlive() && !WAITS.contains(closer.getState())) {
            Thread.onSpinWait();
        }
        assertThat(backend.closes).hasValue(0);
        assertThat(closing.isDone()).isFalse();
        lastUse.release();
        closing.get();
        assertThat(backend.closes).hasValue(1);
    }

    @Test
    void waitsThatEndWithoutAReasonDoNotChangeTheDeadline() throws Exception {
        backend.letWaitGo.release(Integer.MAX_VALUE / 2); // every wait ends at once
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(500);
        long startNs = System.nanoTime();
        core.poll(ready, timeoutNs);
        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(timeoutNs);
        assertThat(backend.waits).hasValueGreaterThan(1);
        assertThat(backend.shortestWaitNs).as("the shortest wait").isLessThan(timeoutNs);
    }

    private Void poll(long timeoutNs) throws IOException {
        core.poll(ready, timeoutNs);
        return null;
    }

    private static FutureTask<Void> start(Callable<Void> body) {
        FutureTask<Void> task = new FutureTask<>(body);
        new Thread(task).start();
        return task;
    }

    /**
     * Never finds an event. A wait announces itself and lasts until the test lets it go; so does a wake-up if
     * {@link #stepWakeups} is set.
     */
    private static final class SteppedBackend extends FakeBackend {
        final AtomicInteger waits = new AtomicInteger();
        final AtomicInteger wakeups = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        final Semaphore inWait = new Semaphore(0);
        final Semaphore letWaitGo = new Semaphore(0);
        final Semaphore inWakeup = new Semaphore(0);
        final Semaphore letWakeupGo = new Semaphore(0);
        volatile boolean stepWakeups;
        long shortestWaitNs = Long.MAX_VALUE;

        @Override
        public void select(ReadyList ready, long timeoutNs) {
            if (timeoutNs > 0) {
                waits.incrementAndGet();
                shortestWaitNs = Math.min(shortestWaitNs, timeoutNs);
                inWait.release();
                letWaitGo.acquireUninterruptibly();
            }
        }

        @Override
        public void wakeup() {
            wakeups.incrementAndGet();
            if (stepWakeups) {
                inWakeup.release();
                letWakeupGo.acquireUninterruptibly();
            }
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }
}
