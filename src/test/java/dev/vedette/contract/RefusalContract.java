package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.ClosedPollException;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Source;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.ForeignChannel;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wrong use and failures: the exception that the program gets, and that nothing has changed. */
abstract class RefusalContract extends Conformance {
    private StreamPair pair;
    private SocketChannel channel;

    @BeforeEach
    void openAStream() throws IOException {
        pair = tcpPair();
        channel = pair.near();
    }

    /** The channel is registered for reading under this token and no other. */
    private void assertStands(long token) throws IOException {
        watch.assertNone(Duration.ZERO);
        write(pair.far(), "!");
        assertThat(assertEvent(token, READABLE).has(WRITABLE)).isFalse();
        assertThat(read(channel)).isEqualTo("!");
        watch.assertNone(Duration.ZERO);
    }

    private void assertNotRegistered() throws IOException {
        registry.register(channel, 99, Interest.READABLE);
        assertStands(99);
    }

    private static void refuse(Class<? extends Exception> type, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(type);
    }

    private static void refuseAll(Class<? extends Exception> type, Map<String, ThrowingCallable> calls) {
        calls.forEach((name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(type));
    }

    // ---- registered, not registered

    @Test
    void theExceptionsForWrongUseAreIllegalStateExceptions() {
        assertThat(IllegalStateException.class)
                .isAssignableFrom(AlreadyRegisteredException.class)
                .isAssignableFrom(NotRegisteredException.class)
                .isAssignableFrom(ClosedPollException.class);
    }

    @Test
    void registeringTwiceIsRefusedAndTheFirstStands() throws Exception {
        registry.register(channel, 1, Interest.READABLE);
        refuse(AlreadyRegisteredException.class, () -> registry.register(channel, 2, Interest.WRITABLE));
        refuse(AlreadyRegisteredException.class, () -> registry.register(channel, 1, Interest.READABLE));
        refuse(
                AlreadyRegisteredException.class,
                () -> registry.register(channel, 3, Interest.READABLE, Trigger.ONESHOT));
        assertStands(1);
    }

    @Test
    void registeringTwiceIsRefusedAndTheFirstTriggerStands() throws Exception {
        registry.register(channel, 1, Interest.READABLE, Trigger.ONESHOT);
        refuse(AlreadyRegisteredException.class, () -> registry.register(channel, 2, Interest.WRITABLE));
        write(pair.far(), "unread");
        assertEvent(1, READABLE);
        assertNone();
        refuse(
                AlreadyRegisteredException.class,
                () -> registry.register(channel, 2, Interest.READABLE, Trigger.ONESHOT));
        assertNone();
    }

    @Test
    void registeringTwiceIsRefusedWhileAPollWaitsAndTheWaitGoesOn() throws Exception {
        registry.register(channel, 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        refuse(AlreadyRegisteredException.class, () -> registry.register(channel, 2, Interest.WRITABLE));
        write(pair.far(), "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }

    @Test
    void reregisteringAnUnregisteredChannelIsRefused() throws Exception {
        refuse(NotRegisteredException.class, () -> registry.reregister(channel, 1, Interest.WRITABLE));
        refuse(NotRegisteredException.class, () -> registry.reregister(channel, 1, Interest.WRITABLE, Trigger.ONESHOT));
        assertNone();
        assertNotRegistered();
    }

    @Test
    void deregisteringAnUnregisteredChannelIsRefused() throws Exception {
        refuse(NotRegisteredException.class, () -> registry.deregister(channel));
        assertNotRegistered();
    }

    @Test
    void aDeregisteredChannelIsNotRegistered() throws Exception {
        registry.register(channel, 1, Interest.WRITABLE);
        registry.deregister(channel);
        refuse(NotRegisteredException.class, () -> registry.deregister(channel));
        refuse(NotRegisteredException.class, () -> registry.reregister(channel, 1, Interest.WRITABLE));
        assertNone();
        refuse(NotRegisteredException.class, () -> registry.deregister(channel));
        refuse(NotRegisteredException.class, () -> registry.reregister(channel, 1, Interest.WRITABLE));
        assertNotRegistered();
    }

    @Test
    void aChannelRegisteredWithAnotherPollIsNotRegisteredHere() throws Exception {
        registry.register(channel, 1, Interest.READABLE);
        Registry other = openPoll().registry();
        refuse(NotRegisteredException.class, () -> other.reregister(channel, 2, Interest.WRITABLE));
        refuse(NotRegisteredException.class, () -> other.deregister(channel));
        assertStands(1);
    }

    @Test
    void ofManyThreadsThatRegisterTheSameChannelOneWins() throws Exception {
        for (int round = 0; round < 200; round++) {
            List<Task<Long>> contenders = List.of(startRegistering(10), startRegistering(20), startRegistering(30));
            long winner = 0;
            int winners = 0;
            for (Task<Long> contender : contenders) {
                long token = contender.join();
                winner += token;
                winners += token == 0 ? 0 : 1;
            }
            assertThat(winners).isOne();
            assertEvent(winner, WRITABLE);
            registry.deregister(channel);
        }
    }

    /** Registers the channel. The result is the token, or 0 if the channel was already registered. */
    private Task<Long> startRegistering(long token) {
        return start(() -> {
            try {
                registry.register(channel, token, Interest.WRITABLE);
                return token;
            } catch (AlreadyRegisteredException e) {
                return 0L;
            }
        });
    }

    @Test
    void ofManyThreadsThatDeregisterTheSameChannelOneWins() throws Exception {
        for (int round = 0; round < 200; round++) {
            registry.register(channel, 1, Interest.READABLE);
            List<Task<Integer>> contenders = List.of(startDeregistering(), startDeregistering(), startDeregistering());
            int winners = 0;
            for (Task<Integer> contender : contenders) {
                winners += contender.join();
            }
            assertThat(winners).isOne();
        }
        assertNotRegistered();
    }

    private Task<Integer> startDeregistering() {
        return start(() -> {
            try {
                registry.deregister(channel);
                return 1;
            } catch (NotRegisteredException e) {
                return 0;
            }
        });
    }

    // ---- channels that cannot be watched

    @Test
    void aChannelInBlockingModeIsRefused() throws Exception {
        channel.configureBlocking(true);
        refuse(IllegalBlockingModeException.class, () -> registry.register(channel, 1, Interest.WRITABLE));
        assertNone();
        channel.configureBlocking(false);
        assertNotRegistered();
    }

    @Test
    void aRegisteredChannelInBlockingModeCannotBeReregistered() throws Exception {
        registry.register(channel, 1, Interest.READABLE);
        try {
            channel.configureBlocking(true);
        } catch (IllegalBlockingModeException e) {
            assumeFalse(true, "on the " + backend() + " backend a registered channel cannot become blocking");
        }
        refuse(IllegalBlockingModeException.class, () -> registry.reregister(channel, 2, Interest.WRITABLE));
        channel.configureBlocking(false);
        assertStands(1);
    }

    @Test
    void aClosedChannelIsRefused() throws Exception {
        channel.close();
        assertThatClosedIsRefused(channel);
    }

    @Test
    void aRegisteredChannelThatWasClosedIsRefused() throws Exception {
        registry.register(channel, 1, Interest.WRITABLE);
        channel.close();
        assertThatClosedIsRefused(channel);
        assertNone();
        assertThatClosedIsRefused(channel);
    }

    @Test
    void aClosedChannelInBlockingModeIsRefusedAsClosed() throws Exception {
        channel.configureBlocking(true);
        channel.close();
        assertThatClosedIsRefused(channel);
    }

    private void assertThatClosedIsRefused(SelectableChannel closed) throws IOException {
        refuse(ClosedChannelException.class, () -> registry.register(closed, 1, Interest.READABLE));
        refuse(ClosedChannelException.class, () -> registry.register(closed, 1, Interest.READABLE, Trigger.ONESHOT));
        refuse(ClosedChannelException.class, () -> registry.reregister(closed, 1, Interest.READABLE));
        refuse(ClosedChannelException.class, () -> registry.deregister(closed));
        assertNone();
    }

    @Test
    void anInterestThatAChannelCannotHaveIsRefused() throws Exception {
        ServerSocketChannel listener = tcpListener();
        Pipe pipe = Pipe.open();
        own(pipe.sink());
        own(pipe.source());
        setNonBlocking(pipe.sink(), pipe.source());
        Interest both = Interest.READABLE.plus(Interest.WRITABLE);
        Interest priority = Interest.PRIORITY;
        refuseAll(
                IllegalArgumentException.class,
                new TreeMap<>(Map.of(
                        "a listener writable", () -> registry.register(listener, 1, Interest.WRITABLE),
                        "a listener readable and writable", () -> registry.register(listener, 1, both),
                        "a sink readable", () -> registry.register(pipe.sink(), 1, Interest.READABLE),
                        "a sink readable and writable", () -> registry.register(pipe.sink(), 1, both),
                        "a sink's priority", () -> registry.register(pipe.sink(), 1, priority.plus(Interest.WRITABLE)),
                        "a source writable", () -> registry.register(pipe.source(), 1, Interest.WRITABLE),
                        "a source readable and writable", () -> registry.register(pipe.source(), 1, both))));
        assertNone();
        registry.register(listener, 1, Interest.READABLE);
        registry.register(pipe.sink(), 2, Interest.WRITABLE);
        registry.register(pipe.source(), 3, Interest.READABLE);
        assertEvent(2, WRITABLE);
    }

    @Test
    void anInterestThatAChannelCannotHaveIsRefusedAndTheFirstStands() throws Exception {
        Pipe pipe = Pipe.open();
        own(pipe.sink());
        own(pipe.source());
        setNonBlocking(pipe.sink(), pipe.source());
        registry.register(pipe.source(), 1, Interest.READABLE);
        refuse(IllegalArgumentException.class, () -> registry.reregister(pipe.source(), 2, Interest.WRITABLE));
        write(pipe.sink(), "now");
        assertEvent(1, READABLE);
    }

    @Test
    void theRefusalOfAnUnsupportedTriggerNamesTheRequirements() throws Exception {
        assumeFalse(registry.supports(Trigger.EDGE), "the " + backend() + " backend supports every trigger");
        assertThatThrownBy(() -> registry.register(channel, 1, Interest.READABLE, Trigger.EDGE))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll(
                        "EDGE", backend().name(), "EPOLL", "Java 22", "--enable-native-access=", "--add-exports");
        assertNotRegistered();
        refuse(
                UnsupportedOperationException.class,
                () -> registry.reregister(channel, 2, Interest.WRITABLE, Trigger.EDGE));
        assertStands(99);
    }

    @Test
    void theRefusalOfAnUnsupportedInterestNamesTheRequirements() throws Exception {
        assumeFalse(hasHints(), "the " + backend() + " backend supports every interest");
        assertThatThrownBy(() -> registry.register(channel, 1, Interest.PRIORITY.plus(Interest.READABLE)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll(
                        "PRIORITY", backend().name(), "EPOLL", "Java 22", "--enable-native-access=", "--add-exports");
        assertNotRegistered();
        refuse(UnsupportedOperationException.class, () -> registry.reregister(channel, 2, Interest.PRIORITY));
        assertStands(99);
    }

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "ONESHOT"})
    void aChannelThatTheJdkDidNotMakeIsRefused(Trigger trigger) throws Exception {
        assertRefused(own(ForeignChannel.withProvider()), trigger);
    }

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "ONESHOT"})
    void aChannelThatTheJdkDidNotMakeIsRefusedAlsoIfItHasNoProvider(Trigger trigger) throws Exception {
        assertRefused(own(ForeignChannel.withoutProvider()), trigger);
    }

    private void assertRefused(SelectableChannel foreign, Trigger trigger) throws IOException {
        foreign.configureBlocking(false);
        assertThatThrownBy(() -> registry.register(foreign, 1, Interest.READABLE, trigger))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(ForeignChannel.class.getName());
        refuse(NotRegisteredException.class, () -> registry.reregister(foreign, 1, Interest.READABLE));
        refuse(NotRegisteredException.class, () -> registry.deregister(foreign));
        assertNone();
        registry.close(foreign);
        assertThat(foreign.isOpen()).isFalse();
    }

    // ---- two threads in poll

    @Test
    void aSecondThreadInPollIsRefusedAndTheFirstGoesOn() throws Exception {
        registry.register(channel, 1, Interest.READABLE);
        Waker waker = registry.waker(7);
        waker.wake();
        Events events = Events.withCapacity(4);
        poll.poll(events, PATIENCE);
        Task<List<Seen>> first = startPoll(null);

        refuseSecondPoll(() -> poll.poll(events, Duration.ZERO));
        refuseSecondPoll(() -> poll.poll(events, 1, TimeUnit.SECONDS));
        refuseSecondPoll(() -> poll.poll(events));
        assertThat(events.token(0)).as("an event of before the refused polls").isEqualTo(7);
        assertThat(first.isDone()).isFalse();

        waker.wake();
        assertThat(first.join()).extracting(Seen::token).containsExactly(7L);
        assertStands(1);
    }

    private static void refuseSecondPoll(ThrowingCallable poll) {
        assertThatThrownBy(poll).isInstanceOf(IllegalStateException.class).isNotInstanceOf(ClosedPollException.class);
    }

    @Test
    void threadsThatContendForThePollLoseNoEvent() throws Exception {
        registry.register(channel, 0, Interest.WRITABLE, Trigger.ONESHOT);
        Semaphore reported = new Semaphore(0);
        List<Task<Integer>> contenders =
                List.of(startContending(reported), startContending(reported), startContending(reported));
        int turns = 500;
        for (int token = 1; token <= turns; token++) {
            assertThat(reported.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("turn %d", token)
                    .isTrue();
            registry.reregister(channel, token, Interest.WRITABLE, Trigger.ONESHOT);
        }
        assertThat(reported.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        int polls = 0;
        for (Task<Integer> contender : contenders) {
            contender.thread().interrupt();
            polls += contender.join();
        }
        assertThat(polls).isGreaterThan(turns);
        assertThat(reported.availablePermits()).isZero();
    }

    /** Returns the number of its polls that were not refused. */
    private Task<Integer> startContending(Semaphore reported) {
        Watch own = new Watch(poll, 4, hasHints());
        return start(() -> {
            int polls = 0;
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    reported.release(own.poll(Duration.ZERO).size());
                    polls++;
                } catch (IllegalStateException e) {
                    assertThat(e).isNotInstanceOf(ClosedPollException.class);
                }
            }
            return polls;
        });
    }

    // ---- closed polls

    @Test
    void everyUseOfAClosedPollIsRefused() throws Exception {
        StreamPair unregistered = tcpPair();
        SocketChannel fresh = unregistered.near();
        registry.register(channel, 1, Interest.READABLE);
        poll.close();

        Events events = Events.withCapacity(1);
        ForbiddenSource never = new ForbiddenSource();
        Map<String, ThrowingCallable> uses = new TreeMap<>();
        uses.put("poll", () -> poll.poll(events));
        uses.put("poll without waiting", () -> poll.poll(events, Duration.ZERO));
        uses.put("poll for a time", () -> poll.poll(events, 1, TimeUnit.SECONDS));
        uses.put("register", () -> registry.register(fresh, 1, Interest.READABLE));
        uses.put("register with a trigger", () -> registry.register(fresh, 1, Interest.READABLE, Trigger.ONESHOT));
        uses.put("register what is registered", () -> registry.register(channel, 1, Interest.READABLE));
        uses.put("reregister", () -> registry.reregister(channel, 1, Interest.READABLE));
        uses.put(
                "reregister with a trigger", () -> registry.reregister(channel, 1, Interest.READABLE, Trigger.ONESHOT));
        uses.put("deregister", () -> registry.deregister(channel));
        uses.put("deregister what is not registered", () -> registry.deregister(fresh));
        uses.put("close a channel", () -> registry.close(channel));
        uses.put("register a source", () -> registry.register(never, 1, Interest.READABLE));
        uses.put(
                "register a source with a trigger",
                () -> registry.register(never, 1, Interest.READABLE, Trigger.LEVEL));
        uses.put("reregister a source", () -> registry.reregister(never, 1, Interest.READABLE));
        uses.put(
                "reregister a source with a trigger",
                () -> registry.reregister(never, 1, Interest.READABLE, Trigger.LEVEL));
        uses.put("deregister a source", () -> registry.deregister(never));
        uses.put("close a source", () -> registry.close(never));
        uses.put("make a waker", () -> registry.waker(2));
        refuseAll(ClosedPollException.class, uses);

        assertThat(channel.isOpen()).isTrue();
        assertThat(fresh.isOpen()).isTrue();
    }

    @Test
    void aClosedPollStillDescribesItself() throws Exception {
        Waker waker = registry.waker(5);
        String name = poll.name();
        poll.close();
        assertThat(poll.isOpen()).isFalse();
        assertThat(poll.name()).isEqualTo(name);
        assertThat(poll.backend()).isEqualTo(backend());
        assertThat(poll.registry()).isSameAs(registry);
        assertThat(poll.toString()).contains(name, "closed");
        assertThat(waker.token()).isEqualTo(5);
        assertThat(registry.supports(Trigger.LEVEL)).isTrue();
    }

    @Test
    void theRefusalOfAClosedPollNamesIt() throws Exception {
        Poll named = Poll.builder().backend(backend()).name("relieved").open();
        named.close();
        assertThatThrownBy(() -> named.poll(Events.withCapacity(1)))
                .isInstanceOf(ClosedPollException.class)
                .hasMessageContaining("relieved");
    }

    /** Must not be asked for anything. */
    private static final class ForbiddenSource implements Source, Closeable {
        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) {
            throw new AssertionError();
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) {
            throw new AssertionError();
        }

        @Override
        public void deregister(Registry registry) {
            throw new AssertionError();
        }

        @Override
        public void close() {
            throw new AssertionError();
        }
    }

    // ---- arguments

    @Test
    void nullArgumentsAreRefusedBeforeAnythingHasChanged() throws Exception {
        SelectableChannel noChannel = null;
        Source noSource = null;
        Source never = new ForbiddenSource();
        Interest interest = Interest.READABLE;
        Trigger trigger = Trigger.LEVEL;
        Map<String, ThrowingCallable> calls = new TreeMap<>();
        calls.put("register(null channel)", () -> registry.register(noChannel, 1, interest));
        calls.put("register(null channel, trigger)", () -> registry.register(noChannel, 1, interest, trigger));
        calls.put("register(null interest)", () -> registry.register(channel, 1, null));
        calls.put("register(null interest, trigger)", () -> registry.register(channel, 1, null, trigger));
        calls.put("register(null trigger)", () -> registry.register(channel, 1, interest, null));
        calls.put("register(null source)", () -> registry.register(noSource, 1, interest));
        calls.put("register(null source, trigger)", () -> registry.register(noSource, 1, interest, trigger));
        calls.put("register(source, null interest)", () -> registry.register(never, 1, null));
        calls.put("register(source, null interest, trigger)", () -> registry.register(never, 1, null, trigger));
        calls.put("register(source, null trigger)", () -> registry.register(never, 1, interest, null));
        refuseAll(NullPointerException.class, calls);

        registry.register(channel, 1, interest);
        calls.clear();
        calls.put("reregister(null channel)", () -> registry.reregister(noChannel, 2, interest));
        calls.put("reregister(null channel, trigger)", () -> registry.reregister(noChannel, 2, interest, trigger));
        calls.put("reregister(null interest)", () -> registry.reregister(channel, 2, null));
        calls.put("reregister(null interest, trigger)", () -> registry.reregister(channel, 2, null, trigger));
        calls.put("reregister(null trigger)", () -> registry.reregister(channel, 2, interest, null));
        calls.put("reregister(null source)", () -> registry.reregister(noSource, 2, interest));
        calls.put("reregister(source, null interest)", () -> registry.reregister(never, 2, null));
        calls.put("reregister(source, null trigger)", () -> registry.reregister(never, 2, interest, null));
        calls.put("deregister(null channel)", () -> registry.deregister(noChannel));
        calls.put("deregister(null source)", () -> registry.deregister(noSource));
        calls.put("close(null channel)", () -> registry.close(noChannel));
        calls.put("close(null source)", () -> registry.close((ForbiddenSource) noSource));
        calls.put("supports(null)", () -> registry.supports(null));
        refuseAll(NullPointerException.class, calls);
        assertStands(1);
    }

    @Test
    void aPollWithWrongArgumentsIsRefusedBeforeAnythingHasChanged() throws Exception {
        registry.waker(1).wake();
        Events events = Events.withCapacity(4);
        poll.poll(events, PATIENCE);
        registry.waker(2).wake();
        refuse(NullPointerException.class, () -> poll.poll(null));
        refuse(NullPointerException.class, () -> poll.poll(null, Duration.ZERO));
        refuse(NullPointerException.class, () -> poll.poll(null, 0, TimeUnit.SECONDS));
        refuse(NullPointerException.class, () -> poll.poll(events, 1, null));
        refuse(IllegalArgumentException.class, () -> poll.poll(events, Duration.ofNanos(-1)));
        refuse(IllegalArgumentException.class, () -> poll.poll(events, Duration.ofSeconds(Long.MIN_VALUE)));
        refuse(IllegalArgumentException.class, () -> poll.poll(events, -1, TimeUnit.NANOSECONDS));
        refuse(IllegalArgumentException.class, () -> poll.poll(events, Long.MIN_VALUE, TimeUnit.DAYS));
        assertThat(events.size()).isOne();
        assertThat(events.token(0)).as("an event of before the refused polls").isEqualTo(1);
        assertEvent(2, READABLE);
    }

    @Test
    void aBuilderRefusesWrongArguments() {
        Poll.Builder builder = Poll.builder();
        refuse(NullPointerException.class, () -> builder.name(null));
        refuse(NullPointerException.class, () -> builder.backend(null));
        refuse(NullPointerException.class, () -> builder.busyPoll(null));
        refuse(IllegalArgumentException.class, () -> builder.busyPoll(Duration.ofNanos(-1)));
    }
}
