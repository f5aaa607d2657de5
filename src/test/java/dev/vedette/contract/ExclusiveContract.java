package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.ClosedPollException;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Source;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exclusive registrations: several Polls that watch one channel. */
abstract class ExclusiveContract extends Conformance {
    private static final int LOOPS = 4;
    private static final int CONNECTIONS = 1000;
    private static final Interest BOTH = Interest.READABLE.plus(Interest.WRITABLE);

    @Test
    void theBackendTellsWhetherItWakesSomeOnly() throws Exception {
        assertThat(registry.supportsExclusive()).isEqualTo(backend() != Backend.NIO);
        poll.close();
        assertThat(registry.supportsExclusive()).isEqualTo(backend() != Backend.NIO);
    }

    // ---- wake-ups

    /** Four loops that wait for one listener, and how many of them each connection has woken. */
    private final class Loops {
        private final ServerSocketChannel listener = tcpListener();
        private final AtomicInteger wakeUps = new AtomicInteger();
        private final AtomicInteger accepted = new AtomicInteger();
        private final List<Poll> polls = new ArrayList<>();

        /** Counted down by each loop that the connection has woken. */
        private final AtomicReference<CountDownLatch> woken = new AtomicReference<>();

        /** How many loops have come back from a connection and are about to wait. */
        private final AtomicInteger waiting = new AtomicInteger();

        Loops(boolean exclusive) throws IOException {
            for (int token = 0; token < LOOPS; token++) {
                Poll one = openPoll();
                polls.add(one);
                if (exclusive) {
                    one.registry().registerExclusive(listener, token, Interest.READABLE);
                } else {
                    one.registry().register(listener, token, Interest.READABLE);
                }
            }
            woken.set(new CountDownLatch(0));
        }

        private Void run(Poll one) throws Exception {
            Events events = Events.withCapacity(1);
            waiting.incrementAndGet();
            while (true) {
                int count;
                try {
                    count = one.poll(events);
                } catch (ClosedPollException e) {
                    return null;
                }
                waiting.decrementAndGet();
                if (count > 0) {
                    wakeUps.incrementAndGet();
                    CountDownLatch others = woken.get();
                    others.countDown();
                    assertThat(others.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                            .as("the other loops wake up")
                            .isTrue();
                    Thread.sleep(1); // so that loops that should not wake up have the time for it
                    try (SocketChannel connection = listener.accept()) {
                        if (connection != null) {
                            accepted.incrementAndGet();
                        }
                    }
                }
                waiting.incrementAndGet();
            }
        }

        /** The number of wake-ups, if each connection is accepted when it has woken so many loops. */
        int wakeUps(int loopsAtOnce) throws Exception {
            List<Task<Void>> tasks = new ArrayList<>();
            for (Poll one : polls) {
                tasks.add(start(() -> run(one)).awaitInPoll());
            }
            for (int i = 1; i <= CONNECTIONS; i++) {
                await("the loops wait", LONG, () -> waiting.get() == LOOPS);
                woken.set(new CountDownLatch(loopsAtOnce));
                int goal = i;
                try (SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
                    await("the connection is accepted", LONG, () -> accepted.get() == goal);
                    assertThat(client.isConnected()).isTrue();
                }
            }
            for (Poll one : polls) {
                one.close();
            }
            for (Task<Void> task : tasks) {
                task.join();
            }
            return wakeUps.get();
        }
    }

    @Test
    @Timeout(value = LONG_S, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aConnectionWakesEveryLoopThatHasRegisteredTheListenerNormally() throws Exception {
        assertThat(new Loops(false).wakeUps(LOOPS)).isBetween(LOOPS * CONNECTIONS, (LOOPS + 1) * CONNECTIONS);
    }

    /** A loop that has not begun to wait yet learns of the connection too, so the number is not exact. */
    @Test
    @Timeout(value = LONG_S, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aConnectionWakesOneLoopIfTheBackendSupportsIt() throws Exception {
        if (registry.supportsExclusive()) {
            assertThat(new Loops(true).wakeUps(1)).isBetween(CONNECTIONS, 2 * CONNECTIONS);
        } else {
            assertThat(new Loops(true).wakeUps(LOOPS)).isBetween(LOOPS * CONNECTIONS, (LOOPS + 1) * CONNECTIONS);
        }
    }

    @Test
    void aConnectionThatComesWhileNobodyWaitsIsReportedByEveryPoll() throws Exception {
        ServerSocketChannel listener = tcpListener();
        Poll other = openPoll();
        registry.registerExclusive(listener, 1, Interest.READABLE);
        other.registry().registerExclusive(listener, 2, Interest.READABLE);
        connecting(listener);
        Events events = Events.withCapacity(1);
        assertThat(other.poll(events, PATIENCE)).isOne();
        assertThat(events.token(0)).isEqualTo(2);
        assertEvent(1, READABLE);
        assertThat(own(listener.accept())).isNotNull();
        assertNone();
    }

    // ---- one Poll

    private record Plain(SelectableChannel channel) implements Source {
        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            assertThat(trigger).isEqualTo(Trigger.LEVEL);
            registry.register(channel, token, interest, trigger);
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.reregister(channel, token, interest, trigger);
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            registry.deregister(channel);
        }
    }

    private record Delegating(SelectableChannel channel) implements Source {
        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) {
            throw new AssertionError("not exclusively");
        }

        @Override
        public void registerExclusive(Registry registry, long token, Interest interest) throws IOException {
            registry.registerExclusive(channel, token, interest);
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.reregister(channel, token, interest, trigger);
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            registry.deregister(channel);
        }
    }

    @Test
    void anExclusiveRegistrationIsLevelTriggeredAndCanBeEnded() throws Exception {
        StreamPair pair = tcpPair();
        registry.registerExclusive(pair.near(), 1, BOTH);
        assertThat(assertEvent(1, WRITABLE).has(READABLE)).isFalse();
        write(pair.far(), "unread");
        awaitEvent(1, READABLE, WRITABLE);
        assertEvent(1, READABLE, WRITABLE);
        registry.deregister(pair.near());
        assertNone();
        assertThatThrownBy(() -> registry.deregister(pair.near())).isInstanceOf(NotRegisteredException.class);
        registry.register(pair.near(), 2, Interest.READABLE);
        assertEvent(2, READABLE);
    }

    @Test
    void theEndOfAStreamIsReportedAsReadable() throws Exception {
        StreamPair pair = tcpPair();
        registry.registerExclusive(pair.near(), 1, Interest.READABLE);
        pair.far().shutdownOutput();
        assertEvent(1, READABLE);
    }

    @Test
    void closingEndsAnExclusiveRegistration() throws Exception {
        ServerSocketChannel listener = tcpListener();
        registry.registerExclusive(listener, 1, Interest.READABLE);
        registry.close(listener);
        ServerSocketChannel next = tcpListener();
        registry.registerExclusive(next, 2, Interest.READABLE);
        connecting(next);
        assertEvent(2, READABLE);
    }

    @Test
    void aSourceIsRegisteredAsItWishes() throws Exception {
        StreamPair pair = tcpPair();
        Source delegating = new Delegating(pair.near());
        registry.registerExclusive(delegating, 1, Interest.WRITABLE);
        assertEvent(1, WRITABLE);
        assertThatThrownBy(() -> registry.reregister(delegating, 2, Interest.WRITABLE))
                .isInstanceOf(UnsupportedOperationException.class);
        registry.deregister(delegating);

        Source plain = new Plain(pair.near());
        registry.registerExclusive(plain, 3, Interest.WRITABLE);
        registry.reregister(plain, 4, Interest.WRITABLE);
        assertEvent(4, WRITABLE);
    }

    // ---- refusals

    @Test
    void itCannotBeChangedAndStands() throws Exception {
        StreamPair pair = tcpPair();
        registry.registerExclusive(pair.near(), 1, Interest.READABLE);
        for (Trigger trigger : Trigger.values()) {
            if (registry.supports(trigger)) {
                assertThatThrownBy(() -> registry.reregister(pair.near(), 2, Interest.WRITABLE, trigger))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContainingAll("registered exclusively", "deregister");
            }
        }
        assertThatThrownBy(() -> registry.register(pair.near(), 3, Interest.WRITABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        assertThatThrownBy(() -> registry.registerExclusive(pair.near(), 4, Interest.WRITABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        assertNone();
        write(pair.far(), "now");
        assertThat(assertEvent(1, READABLE).has(WRITABLE)).isFalse();
    }

    @Test
    void aNormalRegistrationDoesNotBecomeExclusive() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        assertThatThrownBy(() -> registry.registerExclusive(pair.near(), 2, Interest.WRITABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        registry.reregister(pair.near(), 3, Interest.WRITABLE);
        assertEvent(3, WRITABLE);
    }

    static Stream<Interest> otherInterests() {
        return Stream.of(
                Interest.NONE,
                Interest.PRIORITY,
                Interest.READ_CLOSED,
                BOTH.plus(Interest.PRIORITY),
                Interest.READABLE.plus(Interest.READ_CLOSED));
    }

    @ParameterizedTest
    @MethodSource("otherInterests")
    void otherInterestsAreRefused(Interest interest) throws Exception {
        SocketChannel channel = tcpPair().near();
        assertThatThrownBy(() -> registry.registerExclusive(channel, 1, interest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(interest.toString());
        assertThatThrownBy(() -> registry.registerExclusive(new Delegating(channel), 1, interest))
                .isInstanceOf(IllegalArgumentException.class);
        registry.register(channel, 2, Interest.WRITABLE);
        assertEvent(2, WRITABLE);
    }

    @Test
    void whatCannotBeRegisteredCannotBeRegisteredExclusivelyEither() throws Exception {
        ServerSocketChannel listener = tcpListener();
        SocketChannel channel = tcpPair().near();
        assertThatThrownBy(() -> registry.registerExclusive(listener, 1, Interest.WRITABLE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> registry.registerExclusive((SelectableChannel) null, 1, BOTH))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> registry.registerExclusive((Source) null, 1, BOTH))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> registry.registerExclusive(channel, 1, null)).isInstanceOf(NullPointerException.class);
        channel.configureBlocking(true);
        assertThatThrownBy(() -> registry.registerExclusive(channel, 1, BOTH))
                .isInstanceOf(IllegalBlockingModeException.class);
        channel.close();
        assertThatThrownBy(() -> registry.registerExclusive(channel, 1, BOTH))
                .isInstanceOf(ClosedChannelException.class);
        assertNone();
        poll.close();
        assertThatThrownBy(() -> registry.registerExclusive(listener, 1, Interest.READABLE))
                .isInstanceOf(ClosedPollException.class);
        assertThatThrownBy(() -> registry.registerExclusive(new Plain(listener), 1, Interest.READABLE))
                .isInstanceOf(ClosedPollException.class);
    }
}
