package dev.vedette.benchmarks.wake;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Waker;
import dev.vedette.benchmarks.AverageNs;
import dev.vedette.benchmarks.Peer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The cost to the waker of the first wake of an awake poll: each of many wakers wakes the poll once.
 *
 * <p>The poll that takes the wakes runs between two invocations and is not measured. JMH then reads the clock for each
 * invocation, which does not matter because an invocation makes many wakes.
 */
@State(Scope.Thread)
public class ManyWakersBenchmark extends AverageNs {
    private static final int COUNT = 1000;

    /** A Selector is not among the peers because it has only one wake-up. */
    @Param({"VEDETTE_EPOLL", "VEDETTE_NIO"})
    public Peer peer;

    private final Waker[] wakers = new Waker[COUNT];
    private final Events events = Events.withCapacity(COUNT);
    private Poll poll;

    @Setup
    public void open() throws IOException {
        poll = Poll.builder()
                .backend(peer == Peer.VEDETTE_EPOLL ? Backend.EPOLL : Backend.NIO)
                .open();
        for (int i = 0; i < COUNT; i++) {
            wakers[i] = poll.registry().waker(i);
        }
        wakeEach();
    }

    /** Takes the wakes of the previous invocation. */
    @Setup(Level.Invocation)
    public void take() throws IOException {
        int count = poll.poll(events, 0, TimeUnit.NANOSECONDS);
        if (count != COUNT) {
            throw new IllegalStateException(count + " of " + COUNT + " wakes have been reported");
        }
    }

    @TearDown
    public void close() throws IOException {
        poll.close();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void wakeEach() {
        for (Waker waker : wakers) {
            waker.wake();
        }
    }
}
