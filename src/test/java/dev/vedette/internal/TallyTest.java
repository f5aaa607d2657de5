package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TallyTest {
    private static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final Tally tally = new Tally();

    @Test
    void beginsWithNothing() {
        assertThat(tally.read()).isEqualTo(NONE);
    }

    @Test
    void addsUpAndKeepsTheLastAndTheLongest() {
        tally.addPoll(5, 3, 1, false);
        tally.addDispatch(30);
        tally.addPoll(2, 0, 0, true);
        tally.addDispatch(10);
        Statistics statistics = tally.read();
        assertThat(statistics).isEqualTo(new Statistics(2, 3, 1, 1, 7, 40, 2, 5, 30, 0));
        assertThat(statistics.utilization()).isEqualTo(40.0 / 47);
    }

    @Test
    void aNumberBeyondAnIntIsWhole() {
        tally.addPoll(Long.MAX_VALUE - 1, 1, 0, false);
        assertThat(tally.read().waitNs()).isEqualTo(Long.MAX_VALUE - 1);
    }

    /** The writer keeps every number a fixed multiple of the number of polls; whoever reads must find them so. */
    @Test
    void noReaderSeesNumbersOfTwoMoments() throws Exception {
        long polls = 2_000_000;
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(readers.submit(() -> readUntil(done)));
            }
            for (long i = 1; i <= polls; i++) {
                tally.addPoll((i << 32) + i, 3, 2, true);
            }
            done.set(true);
            for (Future<Long> read : reads) {
                assertThat(read.get(30, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
        assertThat(tally.read().polls()).isEqualTo(polls);
    }

    private long readUntil(AtomicBoolean done) {
        long reads = 0;
        long last = 0;
        while (!done.get()) {
            Statistics seen = tally.read();
            long polls = seen.polls();
            assertThat(polls).isGreaterThanOrEqualTo(last);
            if (polls > 0) {
                assertThat(seen)
                        .isEqualTo(new Statistics(
                                polls,
                                3 * polls,
                                2 * polls,
                                polls,
                                polls * (polls + 1) / 2 * ((1L << 32) + 1),
                                0,
                                (polls << 32) + polls,
                                (polls << 32) + polls,
                                0,
                                3));
            }
            last = polls;
            reads++;
        }
        return reads;
    }
}
