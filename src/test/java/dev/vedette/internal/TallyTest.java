package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void beginsWithNothing() {
        assertThat(tally.read()).containsOnly(0);
        assertThat(Tally.utilization(tally.read())).isZero();
    }

    @Test
    void addsUpAndKeepsTheLastAndTheLongest() {
        tally.addPoll(5, 3, 1, false);
        tally.addDispatch(30);
        tally.addPoll(2, 0, 0, true);
        tally.addDispatch(10);
        assertThat(tally.read()).containsExactly(2, 3, 1, 1, 7, 40, 2, 5, 30, 0);
        assertThat(Tally.utilization(tally.read())).isEqualTo(40.0 / 47);
    }

    @Test
    void aNumberBeyondTheRangeOfAnIntIsKept() {
        tally.addPoll(Long.MAX_VALUE - 1, 1, 0, false);
        assertThat(tally.read()[Tally.WAIT_NS]).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void everyChangeCanBeReadAsSoonAsItIsMade() {
        tally.addPoll(5, 3, 1, false);
        assertThat(tally.read()).containsExactly(1, 3, 1, 0, 5, 0, 5, 5, 0, 3);
        tally.addDispatch(30);
        assertThat(tally.read()).containsExactly(1, 3, 1, 0, 5, 30, 5, 5, 30, 3);
        tally.addPoll(5, 0, 0, true);
        assertThat(tally.read()).containsExactly(2, 3, 1, 1, 10, 30, 5, 5, 30, 0);
    }

    /**
     * The writer keeps every number in a fixed relation to the number of polls, and a reader must find this relation.
     */
    @Test
    void noReaderSeesNumbersOfTwoMoments() throws Exception {
        long polls = writeWhile(this::readPolls, i -> tally.addPoll((i << 32) + i, 3, 2, true));
        assertThat(tally.read()[Tally.POLLS]).isEqualTo(polls);
    }

    private void readPolls() {
        long[] seen = tally.read();
        long polls = seen[Tally.POLLS];
        if (polls > 0) {
            assertThat(seen)
                    .containsExactly(
                            polls,
                            3 * polls,
                            2 * polls,
                            polls,
                            polls * (polls + 1) / 2 * ((1L << 32) + 1),
                            0,
                            (polls << 32) + polls,
                            (polls << 32) + polls,
                            0,
                            3);
        }
    }

    /** The longest dispatch is the last one, from which the sum follows. */
    @Test
    void noReaderSeesDispatchesOfTwoMoments() throws Exception {
        long dispatches = writeWhile(this::readDispatches, tally::addDispatch);
        assertThat(tally.read()[Tally.MAX_DISPATCH_NS]).isEqualTo(dispatches);
    }

    private void readDispatches() {
        long[] seen = tally.read();
        long dispatches = seen[Tally.MAX_DISPATCH_NS];
        assertThat(seen).containsExactly(0, 0, 0, 0, 0, dispatches * (dispatches + 1) / 2, 0, 0, dispatches, 0);
    }

    /** Writes until two readers have read often enough to meet every phase of a write; returns the number of writes. */
    private static long writeWhile(Runnable reading, LongConsumer writing) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(readers.submit(() -> {
                    for (int read = 0; read < 30_000; read++) {
                        reading.run();
                    }
                }));
            }
            long writes = 0;
            while (!reads.stream().allMatch(Future::isDone)
                    && !Thread.currentThread().isInterrupted()) {
                for (int i = 0; i < 1000; i++) {
                    writing.accept(++writes);
                }
            }
            for (Future<?> read : reads) {
                read.get();
            }
            return writes;
        } finally {
            readers.shutdownNow();
        }
    }
}
