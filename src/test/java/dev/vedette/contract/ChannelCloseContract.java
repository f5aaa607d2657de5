package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import jdk.nio.Channels.SelectableChannelCloser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing of registered channels, and the release of their descriptors. */
abstract class ChannelCloseContract extends Conformance {
    // ---- leaving the poll

    @Test
    void aClosedChannelLeavesThePollByItself() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.LEVEL);
        assertEvent(1, WRITABLE);
        channel.close();
        assertNone();
        registerReady(2, Trigger.LEVEL);
        assertEvent(2, WRITABLE);
    }

    @Test
    void aChannelClosedDuringAWaitDoesNotDisturbTheOthers() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        StreamPair other = tcpPair();
        registry.register(other.near(), 2, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(PATIENCE);
        pair.near().close();
        write(pair.far(), "into the void");
        write(other.far(), "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
    }

    /**
     * The channel is closed before the poll, when it begins, during its wait, while it reports its events, and after
     * it.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChannelClosedByAnotherThreadAtAnyPointOfAPollLeavesIt(boolean byRegistry) throws Exception {
        Waker waker = registry.waker(0);
        for (int round = 1; round <= 200; round++) {
            long token = round;
            StreamPair pair = tcpPair();
            DatagramChannel beside = registerReady(-1, Trigger.ONESHOT);
            registry.register(pair.near(), token, Interest.WRITABLE.plus(Interest.READABLE));
            Task<Void> polling = start(doing(() -> {
                for (boolean woken = false; !woken; ) {
                    List<Seen> seen = poll(null);
                    assertThat(seen).extracting(Seen::token).isSubsetOf(0L, -1L, token);
                    woken = seen.stream().anyMatch(event -> event.token() == 0);
                }
            }));
            for (int pause = 0; pause < round * 20; pause++) {
                Thread.onSpinWait();
            }
            write(pair.far(), "!");
            close(pair.near(), byRegistry);
            waker.wake();
            polling.join();
            assertThat(poll(Duration.ZERO)).isEmpty();
            registry.close(beside);
            pair.far().close();
        }
    }

    /** The descriptor stays open until that Selector selects. */
    @Test
    void aChannelThatASelectorHoldsLeavesThePollWhenTheRegistryClosesIt() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.LEVEL);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            selector.selectNow();
            registry.close(channel);
            assertNone();
        }
    }

    @Test
    void aSpentOneshotLeavesThePollWhenItIsClosed() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.ONESHOT);
        assertEvent(1, WRITABLE);
        channel.close();
        assertNone();
    }

    @Test
    void theSuccessorOfAClosedChannelGetsNoneOfItsEvents() throws Exception {
        for (int i = 0; i < 50; i++) {
            StreamPair old = tcpPair();
            write(old.far(), "unread");
            registry.register(old.near(), 1, Interest.READABLE);
            close(old.near(), i % 2 == 0);

            StreamPair fresh = tcpPair();
            registry.register(fresh.near(), 2, Interest.READABLE);
            assertThat(poll(Duration.ZERO)).isEmpty();
            write(fresh.far(), "now");
            assertEvent(2, READABLE);
            registry.close(fresh.near());
            old.far().close();
            fresh.far().close();
        }
        assertNone();
    }

    private void close(SocketChannel channel, boolean byRegistry) throws Exception {
        if (byRegistry) {
            registry.close(channel);
        } else {
            channel.close();
        }
    }

    // ---- releasing the descriptor

    @Test
    void closingByTheRegistryReleasesTheDescriptorOfEveryKindOfChannel() throws Exception {
        DescriptorCensus.assumeAvailable();
        StreamPair warmUp = tcpPair();
        registry.register(warmUp.near(), 1, Interest.READABLE);
        registry.close(warmUp.near());

        List<String> before = DescriptorCensus.take();
        DatagramChannel datagrams = udp();
        ServerSocketChannel listener = tcpListener();
        Pipe pipe = Pipe.open();
        setNonBlocking(pipe.sink(), pipe.source());
        SocketChannel client = connecting(listener);
        registry.register(datagrams, 1, Interest.READABLE);
        registry.register(listener, 2, Interest.READABLE);
        registry.register(pipe.source(), 3, Interest.READABLE);
        registry.register(pipe.sink(), 4, Interest.WRITABLE);
        registry.register(client, 5, Interest.WRITABLE);
        assertThat(poll(PATIENCE)).isNotEmpty();
        assertThat(DescriptorCensus.since(before)).hasSizeGreaterThanOrEqualTo(5);

        registry.close(datagrams);
        registry.close(listener);
        registry.close(pipe.source());
        registry.close(pipe.sink());
        registry.close(client);
        assertThat(DescriptorCensus.since(before)).isEmpty();
        assertNone();
    }

    @Test
    void closingByTheRegistryReleasesTheDescriptorWhileAPollWaits() throws Exception {
        DescriptorCensus.assumeAvailable();
        Task<List<Seen>> waiting = startPoll(null);
        for (int i = 0; i < 50; i++) {
            List<String> before = DescriptorCensus.take();
            DatagramChannel channel = udp();
            registry.register(channel, 1, Interest.READABLE);
            assertThat(DescriptorCensus.since(before)).isNotEmpty();
            registry.close(channel);
            assertThat(channel.isOpen()).isFalse();
            assertThat(DescriptorCensus.since(before)).isEmpty();
        }
        assertThat(waiting.isDone()).as("the wait has ended").isFalse();
        registry.waker(2).wake();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
    }

    @Test
    void closingByTheRegistryReleasesTheDescriptorWhileAPollIsBusy() throws Exception {
        DescriptorCensus.assumeAvailable();
        registerReady(1, Trigger.LEVEL);
        AtomicLong polls = new AtomicLong();
        Task<Void> polling = start(doing(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                assertThat(poll(null)).extracting(Seen::token).contains(1L).isSubsetOf(1L, 2L);
                polls.incrementAndGet();
            }
        }));
        await("the poll is busy", () -> polls.get() > 0);
        for (int i = 0; i < 200; i++) {
            List<String> before = DescriptorCensus.take();
            DatagramChannel channel = udp();
            registry.register(channel, 2, Interest.WRITABLE);
            registry.close(channel);
            assertThat(DescriptorCensus.since(before)).isEmpty();
        }
        polling.thread().interrupt();
        polling.join();
    }

    @Test
    void closingByTheRegistryReleasesAChannelThatIsAlreadyClosed() throws Exception {
        assertReleased(channel -> {
            registry.register(channel, 1, Interest.READABLE);
            poll(Duration.ZERO);
            channel.close();
            registry.close(channel);
            registry.close(channel);
        });
    }

    /** A channel whose close fails does not cancel its keys either. */
    @Test
    void aChannelWhoseCloseFailsLeavesThePollAndTheFailureIsThrown() throws Exception {
        Path device = Path.of("/dev/ptmx");
        assumeTrue(Files.isWritable(device), "needs " + device);
        IOException failure = new IOException("this channel is never closed");
        RandomAccessFile file = own(new RandomAccessFile(device.toFile(), "rw"));
        SelectableChannel channel =
                jdk.nio.Channels.readWriteSelectableChannel(file.getFD(), new SelectableChannelCloser() {
                    @Override
                    public void implCloseChannel(SelectableChannel channel) throws IOException {
                        throw failure;
                    }

                    @Override
                    public void implReleaseChannel(SelectableChannel channel) {}
                });
        channel.configureBlocking(false);
        registry.register(channel, 1, Interest.WRITABLE);
        assertEvent(1, WRITABLE);
        assertThatThrownBy(() -> registry.close(channel)).isSameAs(failure);
        assertNone();
        assertThatThrownBy(() -> registry.reregister(channel, 2, Interest.WRITABLE))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closingByTheRegistryReleasesAChannelThatIsNotRegistered() throws Exception {
        assertReleased(channel -> registry.close(channel));
    }

    @Test
    void closingByTheRegistryReleasesAChannelThatWasJustDeregistered() throws Exception {
        assertReleased(channel -> {
            registry.register(channel, 1, Interest.READABLE);
            poll(Duration.ZERO);
            registry.deregister(channel);
            registry.close(channel);
        });
    }

    @Test
    void closingByTheRegistryReleasesAChannelInBlockingMode() throws Exception {
        assertReleased(channel -> {
            registry.register(channel, 1, Interest.READABLE);
            poll(Duration.ZERO);
            registry.deregister(channel);
            channel.configureBlocking(true);
            registry.close(channel);
        });
    }

    @Test
    void aDescriptorIsReleasedByTheNextPollAtTheLatest() throws Exception {
        assertReleased(channel -> {
            registry.register(channel, 1, Interest.READABLE);
            poll(Duration.ZERO);
            channel.close();
            poll(Duration.ZERO);
        });
    }

    @Test
    void deregisteringAndClosingReleasesTheDescriptorWhileAPollWaits() throws Exception {
        DescriptorCensus.assumeAvailable();
        Task<List<Seen>> waiting = startPoll(null);
        for (int i = 0; i < 50; i++) {
            List<String> before = DescriptorCensus.take();
            DatagramChannel channel = udp();
            registry.register(channel, 1, Interest.READABLE);
            registry.deregister(channel);
            channel.close();
            await(
                    "the release of the descriptor",
                    () -> DescriptorCensus.since(before).isEmpty());
        }
        assertThat(waiting.isDone()).as("the wait has ended").isFalse();
    }

    @Test
    void closingThePollReleasesChannelsThatWereClosedWhileRegistered() throws Exception {
        assertReleased(channel -> {
            Watch other = openWatch(1);
            other.registry().register(channel, 1, Interest.READABLE);
            other.poll(Duration.ZERO);
            channel.close();
            other.poll().close();
        });
    }

    @Test
    void anotherPollReleasesAClosedChannelWhenItPolls() throws Exception {
        assertReleased(channel -> {
            Watch other = openWatch(1);
            registry.register(channel, 1, Interest.WRITABLE);
            other.registry().register(channel, 2, Interest.WRITABLE);
            other.assertEvent(2, WRITABLE);
            registry.close(channel);
            assertNone();
            other.assertNone();
        });
    }

    /** A way to close a channel. */
    private interface Closing {
        void close(DatagramChannel channel) throws Exception;
    }

    private void assertReleased(Closing closing) throws Exception {
        DescriptorCensus.assumeAvailable();
        List<String> before = DescriptorCensus.take();
        DatagramChannel channel = udp();
        List<String> sockets = DescriptorCensus.since(before);
        assertThat(sockets).isNotEmpty();
        closing.close(channel);
        assertThat(channel.isOpen()).isFalse();
        assertThat(DescriptorCensus.take()).doesNotContainAnyElementsOf(sockets);
    }

    @Test
    void twoThreadsMayCloseTheSameChannel() throws Exception {
        for (int i = 0; i < 100; i++) {
            DatagramChannel channel = udp();
            registry.register(channel, 1, Interest.READABLE);
            Callable<Void> closing = doing(() -> registry.close(channel));
            Task<Void> other = start(closing);
            closing.call();
            other.join();
            assertThat(channel.isOpen()).isFalse();
        }
        assertNone();
    }

    @Test
    void closingAndRegisteringInManyThreadsLeavesNoDescriptor() throws Exception {
        DescriptorCensus.assumeAvailable();
        Task<List<Seen>> waiting = startPoll(null);
        List<String> before = DescriptorCensus.take();
        List<Task<Void>> churners = List.of(
                start(doing(() -> churn(true))),
                start(doing(() -> churn(false))),
                start(doing(() -> churn(true))),
                start(doing(() -> churn(false))));
        for (Task<Void> churner : churners) {
            churner.join();
        }
        assertThat(waiting.isDone()).as("the wait has ended").isFalse();
        registry.waker(1).wake();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
        assertNone();
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    private void churn(boolean byRegistry) throws Exception {
        for (int i = 0; i < 200; i++) {
            DatagramChannel channel = DatagramChannel.open();
            channel.configureBlocking(false);
            registry.register(channel, 9, Interest.READABLE);
            if (byRegistry) {
                registry.close(channel);
            } else {
                channel.close();
            }
        }
    }
}
