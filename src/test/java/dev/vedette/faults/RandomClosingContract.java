package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Channels that are always ready are opened and closed in every way, at every point of polls that have no room for all.
 * {@code -Dvedette.faults.seed} repeats the operations of a run, but not their timing.
 */
abstract class RandomClosingContract extends Conformance {
    private static final int THREADS = 4;
    private static final int CHANNELS = 1500;
    private static final int ECHOES = 300;
    private static final long LIGHTHOUSE = 0;
    private static final long SEED = Long.getLong("vedette.faults.seed", System.nanoTime());

    private final AtomicLong pollsBegun = new AtomicLong();
    private final AtomicLong nextToken = new AtomicLong(LIGHTHOUSE);
    private final AtomicInteger echoes = new AtomicInteger();

    /** For each token, the number of polls that had begun when its channel was gone. */
    private final Map<Long, Long> gone = new ConcurrentHashMap<>();

    private volatile boolean stop;

    @Test
    void aPollReportsAllOpenChannelsAndNoClosedOne() throws Exception {
        DescriptorCensus.assumeAvailable();
        StreamPair lighthouse = tcpPair();
        registry.register(lighthouse.near(), LIGHTHOUSE, Interest.READABLE);
        comeAndGo(new Random(SEED)); // opens descriptors that the JDK keeps
        poll.poll(Events.withCapacity(8), 0, TimeUnit.SECONDS);
        List<String> before = DescriptorCensus.take();

        Task<Void> polling = start(doing(() -> pollUntilStopped(lighthouse)));
        List<Task<Void>> changing = new ArrayList<>();
        for (int i = 1; i <= THREADS; i++) {
            Random random = new Random(SEED + i);
            changing.add(start(doing(() -> {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    comeAndGo(random);
                }
            })));
        }
        write(lighthouse.far(), "x");
        for (Task<Void> task : changing) {
            task.join(LONG);
        }
        await("the lighthouse is seen, seed " + SEED, () -> echoes.get() >= ECHOES);
        stop = true;
        polling.join();
        poll.poll(Events.withCapacity(8), 0, TimeUnit.SECONDS); // releases the channels that were closed last
        assertThat(DescriptorCensus.since(before)).as("seed %s", SEED).isEmpty();
    }

    private void pollUntilStopped(StreamPair lighthouse) throws IOException {
        Events events = Events.withCapacity(2);
        while (!stop) {
            long number = pollsBegun.incrementAndGet();
            poll.poll(events, number % 3, TimeUnit.MILLISECONDS);
            for (int i = 0; i < events.size(); i++) {
                long token = events.token(i);
                if (token == LIGHTHOUSE) {
                    shine(lighthouse);
                }
                assertThat(number)
                        .as("token %s after its end, seed %s", token, SEED)
                        .isLessThanOrEqualTo(gone.getOrDefault(token, Long.MAX_VALUE));
            }
        }
    }

    /** The lighthouse must be reported again and again among all other events. */
    private void shine(StreamPair lighthouse) throws IOException {
        if (!read(lighthouse.near()).isEmpty()) {
            echoes.incrementAndGet();
            write(lighthouse.far(), "x");
        }
    }

    private void comeAndGo(Random random) throws Exception {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        long token = nextToken.incrementAndGet();
        registry.register(channel, token, Interest.WRITABLE, trigger(random));
        pause(random);
        switch (random.nextInt(5)) {
            case 0 -> channel.close();
            case 1 -> registry.close(channel);
            case 2 -> registry.deregister(channel);
            case 3 -> changeWhileAnotherCloses(channel, token, random);
            default -> {
                registry.deregister(channel);
                markGone(token);
                token = nextToken.incrementAndGet();
                registry.register(channel, token, Interest.WRITABLE, trigger(random));
                pause(random);
                registry.close(channel);
            }
        }
        markGone(token);
        channel.close();
    }

    private void changeWhileAnotherCloses(DatagramChannel channel, long token, Random random) throws Exception {
        boolean byRegistry = random.nextBoolean();
        FutureTask<Void> closing = new FutureTask<>(doing(() -> {
            if (byRegistry) {
                registry.close(channel);
            } else {
                channel.close();
            }
        }));
        new Thread(closing).start();
        try {
            pause(random);
            registry.reregister(channel, token, Interest.WRITABLE, trigger(random));
            registry.deregister(channel);
        } catch (ClosedChannelException | NotRegisteredException e) {
            Thread.onSpinWait(); // the other thread was faster; Registry.close ends the registration before the channel
        }
        closing.get();
    }

    private static Trigger trigger(Random random) {
        return random.nextBoolean() ? Trigger.LEVEL : Trigger.ONESHOT;
    }

    private static void pause(Random random) {
        for (int i = random.nextInt(2000); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private void markGone(long token) {
        gone.put(token, pollsBegun.get());
    }
}
