package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Lets go of Polls without closing them, in a process of its own that {@link ForgottenPollsTest} starts. */
final class ForgottenPolls {
    private static final long PATIENCE_S = 30;

    private final Backend backend;

    private ForgottenPolls(Backend backend) {
        this.backend = backend;
    }

    public static void main(String[] arguments) throws Exception {
        ForgottenPolls forgotten = new ForgottenPolls(Backend.valueOf(arguments[0]));
        forgotten.open().close();
        forgotten.areClosedWhenOthersAreOpened();
        forgotten.doNotIncludeOneInWhichAThreadWaits();
    }

    private Poll open() throws IOException {
        return Poll.builder().backend(backend).open();
    }

    private void areClosedWhenOthersAreOpened() throws Exception {
        List<String> before = DescriptorCensus.take();
        forget(5);
        assertThat(DescriptorCensus.since(before)).isNotEmpty();
        long startNs = System.nanoTime();
        do {
            assertThat(System.nanoTime() - startNs).isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_S));
            collect();
        } while (!DescriptorCensus.since(before).isEmpty());
    }

    private void forget(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(open().poll(Events.withCapacity(1), Duration.ZERO)).isZero();
        }
    }

    /** Collects garbage, and opens a Poll, which closes those that the collector has found. */
    private void collect() throws Exception {
        System.gc();
        Thread.sleep(20);
        open().close();
    }

    /** Compiled, so that the waiting thread holds no more references than it needs. */
    private void doNotIncludeOneInWhichAThreadWaits() throws Exception {
        BlockingQueue<Waker> wakers = new ArrayBlockingQueue<>(1);
        FutureTask<Integer> waiting = new FutureTask<>(() -> pollOnce(wakers));
        new Thread(waiting).start();
        Waker waker = wakers.take();
        for (int i = 0; i < 10; i++) {
            collect();
        }
        assertThat(waiting.isDone()).isFalse();
        waker.wake();
        assertThat(waiting.get(PATIENCE_S, TimeUnit.SECONDS)).isEqualTo(1);
    }

    private int pollOnce(BlockingQueue<Waker> wakers) throws IOException {
        Poll poll = open();
        wakers.add(poll.registry().waker(1));
        return poll.poll(Events.withCapacity(1));
    }
}
