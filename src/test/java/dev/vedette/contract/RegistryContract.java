package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Bit;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.io.File;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Registrations, their triggers, and changes of them. */
abstract class RegistryContract extends Conformance {
    private static final Duration LONGER = Duration.ofMillis(200);

    // ---- triggers

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "EDGE"})
    void aDrainedSourceIsSilentUntilThePeerWritesAgain(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        assertNone();
        for (int i = 0; i < 3; i++) {
            write(pair.far(), "again");
            assertEvent(1, READABLE);
            assertThat(read(pair.near())).isEqualTo("again");
            assertNone();
        }
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aSourceThatIsReadyAtRegistrationIsReported(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = tcpPair();
        write(pair.far(), "early");
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        assertEvent(1, READABLE);
    }

    @Test
    void levelReportsAtEveryPollWhileUnread() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        write(pair.far(), "unread");
        for (int i = 0; i < 5; i++) {
            assertThat(assertEvent(1, READABLE).has(WRITABLE)).isFalse();
        }
        read(pair.near());
        assertNone();
    }

    @Test
    void oneshotReportsOnceUntilReregistered() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, Trigger.ONESHOT);
        write(pair.far(), "unread");
        assertEvent(1, READABLE);
        assertNone();
        write(pair.far(), "more");
        assertNone();
        registry.reregister(pair.near(), 1, Interest.READABLE, Trigger.ONESHOT);
        assertEvent(1, READABLE);
        assertNone();
    }

    @Test
    void oneshotReportsAllThatIsReadyInItsOneEvent() throws Exception {
        StreamPair pair = tcpPair();
        write(pair.far(), "ready");
        awaitReadable(pair);
        registry.register(pair.near(), 1, Interest.READABLE.plus(Interest.WRITABLE), Trigger.ONESHOT);
        assertEvent(1, READABLE, WRITABLE);
        assertNone();
    }

    private void awaitReadable(StreamPair pair) throws Exception {
        Watch other = openWatch(1);
        other.registry().register(pair.near(), 0, Interest.READABLE);
        other.assertEvent(0, READABLE);
        other.poll().close();
    }

    @Test
    void aRearmedOneshotReportsLaterReadiness() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, Trigger.ONESHOT);
        for (int i = 0; i < 3; i++) {
            write(pair.far(), "later");
            assertEvent(1, READABLE);
            read(pair.near());
            registry.reregister(pair.near(), 1, Interest.READABLE, Trigger.ONESHOT);
            assertNone();
        }
    }

    @Test
    void aSpentOneshotIsStillRegistered() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.ONESHOT);
        assertEvent(1, WRITABLE);
        registry.reregister(channel, 2, Interest.WRITABLE);
        assertEvent(2, WRITABLE);
        registry.reregister(channel, 3, Interest.WRITABLE, Trigger.ONESHOT);
        assertEvent(3, WRITABLE);
        registry.deregister(channel);
        registry.register(channel, 4, Interest.WRITABLE);
        assertEvent(4, WRITABLE);
    }

    @Test
    void edgeIsSilentWhileUnreadUntilMoreComes() throws Exception {
        assume(Trigger.EDGE);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, Trigger.EDGE);
        write(pair.far(), "unread");
        assertEvent(1, READABLE);
        assertNone();
        write(pair.far(), "more");
        assertEvent(1, READABLE);
        assertNone();
    }

    @Test
    void edgeReportsAReadySourceAgainWhenReregistered() throws Exception {
        assume(Trigger.EDGE);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, Trigger.EDGE);
        write(pair.far(), "unread");
        assertEvent(1, READABLE);
        registry.reregister(pair.near(), 2, Interest.READABLE, Trigger.EDGE);
        assertEvent(2, READABLE);
        assertNone();
    }

    @Test
    void aTriggerCanBeChanged() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.LEVEL);
        assertEvent(1, WRITABLE);
        assertEvent(1, WRITABLE);
        registry.reregister(channel, 2, Interest.WRITABLE, Trigger.ONESHOT);
        assertEvent(2, WRITABLE);
        assertNone();
        registry.reregister(channel, 3, Interest.WRITABLE);
        assertEvent(3, WRITABLE);
        assertEvent(3, WRITABLE);
    }

    // ---- changes

    @Test
    void aRegistrationTakesEffectInAPollThatIsWaiting() throws Exception {
        Task<List<Seen>> waiting = startPoll(Duration.ofSeconds(15));
        registerReady(5, Trigger.LEVEL);
        assertThat(waiting.join()).singleElement().satisfies(seen -> {
            assertThat(seen.token()).isEqualTo(5);
            assertThat(seen.bits()).containsExactly(WRITABLE);
        });
    }

    @Test
    void aChangeTakesEffectInAPollThatIsWaiting() throws Exception {
        DatagramChannel channel = udp();
        registry.register(channel, 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(Duration.ofSeconds(15));
        registry.reregister(channel, 2, Interest.WRITABLE);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
    }

    @Test
    void aSpentOneshotIsRearmedInAPollThatIsWaiting() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.ONESHOT);
        assertEvent(1, WRITABLE);
        Task<List<Seen>> waiting = startPoll(Duration.ofSeconds(15));
        registry.reregister(channel, 2, Interest.WRITABLE, Trigger.ONESHOT);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
    }

    @Test
    void aDeregistrationTakesEffectInAPollThatIsWaiting() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        registry.deregister(pair.near());
        write(pair.far(), "unheard");
        Thread.sleep(LONGER.toMillis());
        assertThat(waiting.isDone()).isFalse();
        registry.waker(9).wake();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(9L);
    }

    @Test
    void theLastOfSeveralChangesIsInEffect() throws Exception {
        DatagramChannel channel = udp();
        registry.register(channel, 1, Interest.READABLE);
        registry.reregister(channel, 1, Interest.READABLE);
        registry.reregister(channel, 2, Interest.WRITABLE);
        assertThat(assertEvent(2, WRITABLE).bits()).containsExactly(WRITABLE);
    }

    @Test
    void aChangedTokenIsTheOnlyOneReported() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        assertThat(poll(Duration.ZERO)).isEmpty();
        registry.reregister(pair.near(), 2, Interest.READABLE);
        write(pair.far(), "now");
        assertEvent(2, READABLE);
        assertEvent(2, READABLE);
    }

    @Test
    void anInterestCanBeRemoved() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE.plus(Interest.WRITABLE));
        assertThat(assertEvent(1, WRITABLE).has(READABLE)).isFalse();
        registry.reregister(pair.near(), 1, Interest.READABLE);
        assertNone();
        write(pair.far(), "now");
        assertThat(assertEvent(1, READABLE).has(WRITABLE)).isFalse();
    }

    @Test
    void oneOfTwoReadySourcesCanBeDeregisteredBetweenPolls() throws Exception {
        registerReady(1, Trigger.LEVEL);
        DatagramChannel second = registerReady(2, Trigger.LEVEL);
        assertThat(poll(PATIENCE)).hasSize(2);
        registry.deregister(second);
        assertEvent(1, WRITABLE);
        assertEvent(1, WRITABLE);
    }

    // ---- deregistering

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void dataFlowsAfterDeregisteringAndNoEventComes(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        registry.deregister(pair.near());
        write(pair.far(), "unheard");
        assertNone();
        watch.assertNone(LONGER);
        assertThat(read(pair.near())).isEqualTo("unheard");
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aReadySourceIsSilentOnceDeregistered(Trigger trigger) throws Exception {
        assume(trigger);
        DatagramChannel channel = registerReady(1, trigger);
        registry.deregister(channel);
        assertNone();
    }

    @Test
    void aSourceRegisteredAgainIsSilentWhileIdle() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        registry.deregister(pair.near());
        registry.register(pair.near(), 2, Interest.READABLE);
        assertNone();
        write(pair.far(), "now");
        assertEvent(2, READABLE);
    }

    @Test
    void aSourceCanBeRegisteredAgainAThousandTimes() throws Exception {
        DatagramChannel channel = registerReady(0, Trigger.LEVEL);
        for (int token = 1; token <= 1000; token++) {
            registry.deregister(channel);
            registry.register(channel, token, Interest.WRITABLE);
            if (token % 50 == 0) {
                assertEvent(token, WRITABLE);
            }
        }
    }

    @Test
    void aSourceCanBeRegisteredAgainWhileAPollWaits() throws Exception {
        DatagramChannel channel = udp();
        registry.register(channel, 0, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(Duration.ofSeconds(15));
        for (int token = 1; token <= 200; token++) {
            registry.deregister(channel);
            registry.register(channel, token, Interest.READABLE);
        }
        assertThat(waiting.isDone()).as("the wait has ended early").isFalse();
        registry.reregister(channel, 777, Interest.WRITABLE);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(777L);
    }

    @Test
    void aDeregisteredChannelCanBlockAtOnce() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        registry.deregister(pair.near());
        pair.near().configureBlocking(true);
        ByteBuffer buffer = ByteBuffer.allocate(16);
        Task<Integer> blocked = start(() -> pair.near().read(buffer));
        write(pair.far(), "12345");
        assertThat(blocked.join()).isEqualTo(5);
    }

    @Test
    void aDeregisteredChannelCanBlockWhileAPollWaits() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(PATIENCE);
        registry.deregister(pair.near());
        pair.near().configureBlocking(true);
        ByteBuffer buffer = ByteBuffer.allocate(16);
        write(pair.far(), "12345");
        assertThat(pair.near().read(buffer)).isEqualTo(5);
        pair.near().configureBlocking(false);
        registry.register(pair.near(), 2, Interest.WRITABLE);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(2L);
    }

    // ---- together with others

    @Test
    void aSourceCanBeRegisteredWithSeveralPolls() throws Exception {
        Watch second = openWatch(4);
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        second.registry().register(pair.near(), 2, Interest.READABLE);
        write(pair.far(), "both");
        assertEvent(1, READABLE);
        second.assertEvent(2, READABLE);
        registry.deregister(pair.near());
        assertNone();
        second.assertEvent(2, READABLE);
    }

    @Test
    void aSourceCanBeRegisteredWithASelectorToo() throws Exception {
        StreamPair pair = tcpPair();
        try (Selector selector = Selector.open()) {
            pair.near().register(selector, SelectionKey.OP_READ);
            registry.register(pair.near(), 1, Interest.READABLE);
            write(pair.far(), "both");
            assertEvent(1, READABLE);
            assertThat(selector.select(PATIENCE.toMillis())).isOne();
            registry.deregister(pair.near());
            assertNone();
            selector.selectedKeys().clear();
            assertThat(selector.selectNow()).isOne();
        }
    }

    @Test
    void registrationsOfTwoThreadsReachAThirdThatPolls() throws Exception {
        ServerSocketChannel listener = tcpListener();
        StreamPair pair = tcpPair();
        Task<Set<Long>> polling = start(() -> {
            Set<Long> tokens = new HashSet<>();
            while (tokens.size() < 2) {
                poll(null).forEach(seen -> tokens.add(seen.token()));
            }
            return tokens;
        });
        polling.awaitInPoll();
        start(doing(() -> registry.register(listener, 1, Interest.READABLE)));
        start(doing(() -> registry.register(pair.near(), 2, Interest.READABLE)));
        write(pair.far(), "now");
        try (Socket client = new Socket()) {
            client.connect(listener.getLocalAddress());
            assertThat(polling.join()).containsExactlyInAnyOrder(1L, 2L);
        }
    }

    /** Three kinds of sources, each in a thread of its own. */
    @Test
    void changesOfSourcesByManyThreadsAllTakeEffect() throws Exception {
        ServerSocketChannel listener = tcpListener();
        DatagramChannel datagrams = udp();
        SocketChannel client = connecting(listener);
        Interest both = Interest.READABLE.plus(Interest.WRITABLE);
        List<Task<Void>> tasks = List.of(
                start(doing(() -> registerAgainAndChange(listener, 1, Interest.READABLE, Interest.READABLE))),
                start(doing(() -> registerAgainAndChange(datagrams, 2, Interest.WRITABLE, both))),
                start(doing(() -> registerAgainAndChange(client, 3, Interest.READABLE, both))));
        for (Task<Void> task : tasks) {
            task.join();
        }
        Map<Long, Set<Bit>> bits = new TreeMap<>();
        while (bits.size() < 3) {
            poll(PATIENCE).forEach(seen -> bits.put(seen.token(), seen.bits()));
        }
        assertThat(bits).isEqualTo(Map.of(1L, Set.of(READABLE), 2L, Set.of(WRITABLE), 3L, Set.of(WRITABLE)));
    }

    private void registerAgainAndChange(SelectableChannel channel, long token, Interest first, Interest last)
            throws Exception {
        registry.register(channel, token, first);
        registry.deregister(channel);
        registry.register(channel, token, first);
        registry.reregister(channel, token, last);
    }

    /** Every kind of channel can be registered with several Polls. mio refuses this. */
    @Test
    void listenersAndDatagramsCanBeRegisteredWithSeveralPollsToo() throws Exception {
        Watch second = openWatch(4);
        ServerSocketChannel listener = tcpListener();
        DatagramChannel datagrams = registerReady(2, Trigger.ONESHOT);
        registry.register(listener, 1, Interest.READABLE);
        second.registry().register(listener, 3, Interest.READABLE);
        second.registry().register(datagrams, 4, Interest.WRITABLE, Trigger.ONESHOT);
        assertEvent(2, WRITABLE);
        second.assertEvent(4, WRITABLE);
        connecting(listener);
        assertEvent(1, READABLE);
        second.assertEvent(3, READABLE);
    }

    @Test
    void aChannelOfTheJdkThatHasNoProviderIsServed() throws Exception {
        assumeTrue(File.separatorChar == '/', "the channel stands on the descriptor of a socket");
        new ChildJvm(SctpProgram.class, SctpProgram.OPEN_PACKAGES)
                .with(backend())
                .run(Duration.ofMinutes(1));
    }

    @Test
    void everyBackendSupportsLevelAndOneshot() {
        assertThat(registry.supports(Trigger.LEVEL)).isTrue();
        assertThat(registry.supports(Trigger.ONESHOT)).isTrue();
    }
}
