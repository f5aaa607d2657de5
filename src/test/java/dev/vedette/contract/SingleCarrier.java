package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.ClosedPollException;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Waker;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Polls from virtual threads that share one carrier, which {@link VirtualThreadContract} sees to. A wait that holds it
 * would wait for ever, for each is ended by another virtual thread.
 */
final class SingleCarrier {
    private static final int PATIENCE_S = 20;

    private final Events events = Events.withCapacity(4);
    private final Poll poll;
    private volatile long progress;

    private SingleCarrier(Poll poll) {
        this.poll = poll;
    }

    public static void main(String[] arguments) throws Exception {
        SingleCarrier carrier = new SingleCarrier(
                Poll.builder().backend(Backend.valueOf(arguments[0])).open());
        carrier.anotherMakesProgress();
        carrier.anotherWakes();
        carrier.anotherMakesAChannelReady();
        carrier.anotherInterrupts();
        carrier.anotherCloses();
    }

    private static <T> FutureTask<T> startVirtual(Callable<T> body) throws ReflectiveOperationException {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task); // Java 21
        return task;
    }

    private static <T> T join(FutureTask<T> task) throws Exception {
        return task.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void anotherMakesProgress() throws Exception {
        FutureTask<Void> polling = startVirtual(() -> {
            for (int polls = 0; progress == 0 && polls < PATIENCE_S; polls++) {
                long startNs = System.nanoTime();
                assertThat(poll.poll(events, Duration.ofSeconds(1))).isZero();
                assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
            }
            assertThat(progress).as("what another has done during these polls").isPositive();
            return null;
        });
        FutureTask<Void> working = startVirtual(() -> {
            while (!polling.isDone()) {
                progress++;
                Thread.sleep(1);
            }
            return null;
        });
        polling.get();
        join(working);
        System.out.println("progress");
    }

    /** Waits for ever, unless another does something; the token of what came. */
    private FutureTask<Long> startPoll(CountDownLatch begun) throws ReflectiveOperationException {
        return startVirtual(() -> {
            begun.countDown();
            return poll.poll(events) == 0 ? -1 : events.token(0);
        });
    }

    private void anotherWakes() throws Exception {
        Waker waker = poll.registry().waker(1);
        for (int i = 0; i < 20; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Long> polling = startPoll(begun);
            join(startVirtual(() -> {
                begun.await();
                waker.wake();
                return null;
            }));
            assertThat(join(polling)).isEqualTo(1);
        }
        System.out.println("woken");
    }

    private void anotherMakesAChannelReady() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        poll.registry().register(pipe.source(), 2, Interest.READABLE);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Long> polling = startPoll(begun);
        join(startVirtual(() -> {
            begun.await();
            return pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        }));
        assertThat(join(polling)).isEqualTo(2);
        poll.registry().close(pipe.source());
        pipe.sink().close();
        System.out.println("ready");
    }

    private void anotherInterrupts() throws Exception {
        Thread[] thread = new Thread[1];
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Boolean> polling = startVirtual(() -> {
            thread[0] = Thread.currentThread();
            begun.countDown();
            assertThat(poll.poll(events)).isZero();
            return Thread.interrupted();
        });
        join(startVirtual(() -> {
            begun.await();
            thread[0].interrupt();
            return null;
        }));
        assertThat(join(polling)).as("the status stays set").isTrue();
        System.out.println("interrupted");
    }

    private void anotherCloses() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Long> polling = startPoll(begun);
        join(startVirtual(() -> {
            begun.await();
            poll.close();
            return null;
        }));
        assertThatThrownBy(() -> join(polling)).hasCauseInstanceOf(ClosedPollException.class);
        System.out.println("closed");
    }
}
