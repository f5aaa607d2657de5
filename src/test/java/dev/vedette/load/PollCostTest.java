package dev.vedette.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.Backends;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cost of a poll depends on the number of ready channels, not on the number of registered ones. */
@Timeout(300)
class PollCostTest {
    private static final int ONE_READY_IN = 100;
    private static final int ROUNDS = 301;
    private static final int WARM_UPS = 400;
    private static final int POLLS_PER_ROUND = 25;

    /**
     * Noise does not reach this factor. A poll that looks at all channels exceeds it: its factor is about a hundred.
     */
    private static final double BOUND = 3;

    private final Events events = Events.withCapacity(1024);

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void idleChannelsDoNotSlowAPollDown(Backend backend) throws Exception {
        Backends.assume(backend);
        int registered = ManyChannels.possible();
        int ready = (registered + ONE_READY_IN - 1) / ONE_READY_IN;
        try (ManyChannels many = ManyChannels.open(registered, ONE_READY_IN);
                ManyChannels few = ManyChannels.open(ready, 1);
                Poll ofMany = register(backend, many);
                Poll ofFew = register(backend, few)) {
            double[] ratios = new double[ROUNDS];
            double[] costs = new double[ROUNDS];
            for (int i = -WARM_UPS; i < ROUNDS; i++) {
                boolean manyFirst = i % 2 == 0;
                long first = cost(manyFirst ? ofMany : ofFew, ready);
                long second = cost(manyFirst ? ofFew : ofMany, ready);
                if (i >= 0) {
                    ratios[i] = manyFirst ? (double) first / second : (double) second / first;
                    costs[i] = (manyFirst ? second : first) / 1e3 / POLLS_PER_ROUND;
                }
            }
            Arrays.sort(ratios);
            Arrays.sort(costs);
            System.out.printf(
                    "poll cost %s, Java %d: %s, %d ready, against %d that are all ready (%.1f us a poll):"
                            + " %.3f times (quartiles %.3f and %.3f)%n",
                    backend,
                    Runtime.version().feature(),
                    ManyChannels.describe(),
                    ready,
                    ready,
                    costs[ROUNDS / 2],
                    ratios[ROUNDS / 2],
                    ratios[ROUNDS / 4],
                    ratios[ROUNDS * 3 / 4]);
            assertThat(ratios[ROUNDS / 2]).isLessThan(BOUND);
        }
    }

    private static Poll register(Backend backend, ManyChannels many) throws IOException {
        Poll poll = Poll.builder().backend(backend).open();
        long token = 0;
        for (DatagramChannel channel : many.all()) {
            poll.registry().register(channel, token++, Interest.READABLE);
        }
        return poll;
    }

    private long cost(Poll poll, int ready) throws IOException {
        long startNs = System.nanoTime();
        for (int i = 0; i < POLLS_PER_ROUND; i++) {
            if (poll.poll(events, Duration.ZERO) != ready) {
                throw new AssertionError(events.size() + " sources are ready instead of " + ready);
            }
        }
        return System.nanoTime() - startNs;
    }
}
