package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.vedette.contract.fixture.DescriptorCensus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads open, use and close Polls and channels at the same time, so that descriptor numbers are reused quickly.
 * A call on a closed descriptor causes an undocumented exception (for EBADF an {@link IOException} or
 * {@link IllegalStateException}). A write to a reused number shows as unexpected bytes in a pipe. A leak shows in the
 * census of descriptors.
 *
 * <p>{@code -Dvedette.stress.seconds} sets the duration.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("slow")
class DescriptorReuseTest {
    private static final long SECONDS = Long.getLong("vedette.stress.seconds", 3);

    private final AtomicReference<Poll> current = new AtomicReference<>();
    private final ConcurrentLinkedQueue<SelectableChannel> toClose = new ConcurrentLinkedQueue<>();
    private final AtomicLong polls = new AtomicLong();
    private final AtomicLong registrations = new AtomicLong();
    private final AtomicLong wakes = new AtomicLong();
    private volatile boolean stop;
    private Backend backend;

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void noCallReachesADescriptorThatIsClosed(Backend backend) throws Exception {
        this.backend = backend;
        open().close();
        Pipe pipe = Pipe.open(); // opens descriptors that the JDK keeps
        close(pipe);
        List<String> before = DescriptorCensus.take();

        current.set(open());
        List<Callable<Void>> jobs = List.of(
                this::poll,
                this::poll,
                this::replace,
                this::wake,
                this::wake,
                this::register,
                this::register,
                this::close,
                this::churn,
                this::churn);
        ExecutorService executor = Executors.newFixedThreadPool(jobs.size());
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (Callable<Void> job : jobs) {
                running.add(executor.submit(() -> {
                    try {
                        return job.call();
                    } finally {
                        stop = true; // a job that fails ends the test
                    }
                }));
            }
            for (long tick = 0; tick < SECONDS * 10 && !stop; tick++) {
                Thread.sleep(100);
            }
            stop = true;
            for (Future<Void> job : running) {
                job.get();
            }
            current.get().close(); // after the threads have ended: replace may have set another one
        } finally {
            executor.shutdownNow();
        }
        for (SelectableChannel channel : toClose) {
            channel.close();
        }
        assertThat(polls).hasPositiveValue();
        assertThat(registrations).hasPositiveValue();
        assertThat(wakes).hasPositiveValue();
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    private Poll open() throws IOException {
        try {
            return Poll.builder().backend(backend).open();
        } catch (UnsupportedOperationException e) {
            return abort(e.getMessage());
        }
    }

    /** Two threads do this, so one of them is often refused. */
    private Void poll() throws IOException {
        Events events = Events.withCapacity(4);
        while (!stop) {
            try {
                current.get().poll(events, Duration.ofMillis(1));
                polls.incrementAndGet();
            } catch (ClosedPollException e) {
                Thread.onSpinWait();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("another thread is in poll");
            }
        }
        return null;
    }

    private Void replace() throws IOException {
        while (!stop) {
            current.getAndSet(open()).close();
        }
        return null;
    }

    private Void wake() {
        while (!stop) {
            try {
                Waker waker = current.get().registry().waker(1);
                for (int i = 0; i < 10; i++) {
                    waker.wake();
                    wakes.incrementAndGet();
                }
            } catch (ClosedPollException e) {
                Thread.onSpinWait();
            }
        }
        return null;
    }

    private Void register() throws IOException {
        while (!stop) {
            Registry registry = current.get().registry();
            Pipe pipe = Pipe.open();
            try {
                pipe.source().configureBlocking(false);
                pipe.sink().configureBlocking(false);
                toClose.add(pipe.sink());
                registry.register(pipe.sink(), 2, Interest.WRITABLE, Trigger.ONESHOT);
                registry.register(pipe.source(), 3, Interest.READABLE);
                registrations.incrementAndGet();
                registry.reregister(pipe.source(), 4, Interest.READABLE);
                registry.reregister(pipe.sink(), 5, Interest.WRITABLE);
                registry.deregister(pipe.source());
                registry.register(pipe.source(), 6, Interest.READABLE);
                if (ThreadLocalRandom.current().nextBoolean()) {
                    registry.close(pipe.source());
                }
            } catch (ClosedPollException | ClosedChannelException e) {
                Thread.onSpinWait(); // another thread has replaced or closed it
            } finally {
                pipe.source().close();
            }
        }
        return null;
    }

    /** Closes channels while another thread registers them. */
    private Void close() throws IOException {
        while (!stop) {
            SelectableChannel channel = toClose.poll();
            if (channel != null) {
                channel.close();
            }
        }
        return null;
    }

    /** Takes every descriptor number that becomes free, and checks that nothing is written to it. */
    private Void churn() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        while (!stop) {
            Pipe pipe = Pipe.open();
            try {
                pipe.source().configureBlocking(false);
                for (int i = 0; i < 20; i++) {
                    assertThat(pipe.source().read(buffer.clear()))
                            .as("unexpected bytes in the pipe")
                            .isZero();
                    pipe.sink().write(ByteBuffer.wrap(new byte[] {7}));
                    assertThat(pipe.source().read(buffer.clear())).isEqualTo(1);
                }
            } finally {
                close(pipe);
            }
        }
        return null;
    }

    private static void close(Pipe pipe) throws IOException {
        pipe.source().close();
        pipe.sink().close();
    }
}
