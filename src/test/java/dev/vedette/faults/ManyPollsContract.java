package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.DescriptorLimit;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Watch;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Very many Polls in one process. */
abstract class ManyPollsContract extends Conformance {
    private static final int POLLS = 1000;
    private static final int DESCRIPTORS = 4 * POLLS;

    @Test
    void aThousandPollsCoexistAndLeaveNoDescriptor() throws Exception {
        DescriptorCensus.assumeAvailable();
        assumeTrue(
                DescriptorLimit.get() >= DESCRIPTORS,
                "needs " + DESCRIPTORS + " descriptors, and ulimit -n allows " + DescriptorLimit.get());
        DatagramChannel warmUp = udp();
        registry.register(warmUp, 1, Interest.WRITABLE);
        registry.close(warmUp);
        List<String> before = DescriptorCensus.take();

        List<Watch> watches = new ArrayList<>();
        List<Waker> wakers = new ArrayList<>();
        List<DatagramChannel> channels = new ArrayList<>();
        for (int i = 0; i < POLLS; i++) {
            Watch watch = openWatch(4);
            DatagramChannel channel = udp();
            watch.registry().register(channel, i, Interest.WRITABLE);
            watches.add(watch);
            wakers.add(watch.registry().waker(POLLS + i));
            channels.add(channel);
        }
        for (Waker waker : wakers) {
            waker.wake();
        }
        for (int i = 0; i < POLLS; i++) {
            assertThat(watches.get(i).poll(PATIENCE))
                    .extracting(Seen::token)
                    .containsExactlyInAnyOrder((long) i, (long) POLLS + i);
        }
        for (int i = 0; i < POLLS; i++) {
            if (i % 2 == 0) {
                watches.get(i).registry().close(channels.get(i));
            }
            watches.get(i).poll().close();
            channels.get(i).close();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }
}
