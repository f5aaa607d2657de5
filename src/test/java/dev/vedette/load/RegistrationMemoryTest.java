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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heap that a registration takes, without the channel itself. */
@Timeout(300)
@Tag("slow")
class RegistrationMemoryTest {
    private static final int TRIALS = 3;
    private static final int REPETITIONS = 20_000;

    /** The size of the smallest object of a JVM. Less than that per registration means no object per registration. */
    private static final double SMALLEST_OBJECT = 16;

    /** A key, its attachment and its entries in the tables of a Selector. */
    private static final double SELECTORS_MOST = 512;

    private final Events events = Events.withCapacity(16);

    private interface Measurement {
        double bytes() throws IOException;
    }

    /** The first trial loads classes and does not count. */
    private static double medianOf(Measurement measurement) throws IOException {
        double[] bytes = new double[TRIALS];
        for (int i = -1; i < TRIALS; i++) {
            double measured = measurement.bytes();
            if (i >= 0) {
                bytes[i] = measured;
            }
        }
        Arrays.sort(bytes);
        return bytes[TRIALS / 2];
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aRegistrationIsHeldByTheKernelOrByTheSelector(Backend backend) throws Exception {
        Backends.assume(backend);
        double bytes = medianOf(() -> heldPerChannel(backend));
        System.out.printf(
                "heap per registered channel %s, Java %d: %s, %.1f B each%n",
                backend, Runtime.version().feature(), ManyChannels.describe(), bytes);
        assertThat(bytes).isLessThan(backend == Backend.NIO ? SELECTORS_MOST : SMALLEST_OBJECT);
    }

    private double heldPerChannel(Backend backend) throws IOException {
        int count = ManyChannels.possible();
        try (ManyChannels many = ManyChannels.open(count, Integer.MAX_VALUE);
                Poll poll = Poll.builder().backend(backend).open()) {
            poll.poll(events, Duration.ZERO);
            long before = ProcessSize.liveHeap();
            long token = 0;
            for (DatagramChannel channel : many.all()) {
                poll.registry().register(channel, token++, Interest.READABLE);
            }
            poll.poll(events, Duration.ZERO);
            return (double) (ProcessSize.liveHeap() - before) / count;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aRegistrationThatHasEndedHoldsNothing(Backend backend) throws Exception {
        Backends.assume(backend);
        assertThat(medianOf(() -> heldPerEndedRegistration(backend))).isLessThan(SMALLEST_OBJECT / 2);
    }

    private double heldPerEndedRegistration(Backend backend) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                Poll poll = Poll.builder().backend(backend).open()) {
            channel.configureBlocking(false);
            long before = ProcessSize.liveHeap();
            for (int i = 0; i < REPETITIONS; i++) {
                poll.registry().register(channel, i, Interest.READABLE);
                poll.registry().reregister(channel, -i, Interest.WRITABLE);
                poll.registry().deregister(channel);
            }
            poll.poll(events, Duration.ZERO);
            return (double) (ProcessSize.liveHeap() - before) / REPETITIONS;
        }
    }
}
