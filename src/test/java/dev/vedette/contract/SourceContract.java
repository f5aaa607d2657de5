package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.ClosedPollException;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Registry;
import dev.vedette.Source;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that the program implements. */
abstract class SourceContract extends Conformance {
    /** Delegates to a channel. */
    private record Delegating(SelectableChannel channel) implements Source {
        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
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

    /** A source of two channels under one token. */
    private record TwoEnds(Source reading, Source writing) implements Source {
        static TwoEnds of(Pipe pipe) {
            return new TwoEnds(new Delegating(pipe.source()), new Delegating(pipe.sink()));
        }

        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.register(reading, token, Interest.READABLE, trigger);
            registry.register(writing, token, Interest.WRITABLE, trigger);
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.reregister(reading, token, Interest.READABLE, trigger);
            registry.reregister(writing, token, Interest.WRITABLE, trigger);
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            registry.deregister(reading);
            registry.deregister(writing);
        }
    }

    /** Records its arguments. */
    private static final class Recording implements Source {
        private final List<List<Object>> calls = new ArrayList<>();

        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) {
            calls.add(List.of("register", registry, token, interest, trigger));
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) {
            calls.add(List.of("reregister", registry, token, interest, trigger));
        }

        @Override
        public void deregister(Registry registry) {
            calls.add(List.of("deregister", registry));
        }
    }

    /** Always throws. */
    private record Throwing(Throwable failure) implements Source {
        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) {
            throwIt();
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) {
            throwIt();
        }

        @Override
        public void deregister(Registry registry) {
            throwIt();
        }

        private void throwIt() {
            Throwing.<RuntimeException>sneak(failure);
        }

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> void sneak(Throwable failure) throws X {
            throw (X) failure;
        }
    }

    static List<Throwable> failures() {
        return List.of(
                new IOException("from the source"),
                new IllegalStateException("from the source"),
                new NotRegisteredException("from the source"),
                new AssertionError("from the source"));
    }

    @Test
    void aSourceThatDelegatesIsWatchedLikeItsChannel() throws Exception {
        StreamPair pair = tcpPair();
        Source source = new Delegating(pair.near());
        registry.register(source, 1, Interest.READABLE);
        write(pair.far(), "now");
        assertEvent(1, READABLE);
        registry.reregister(source, 2, Interest.WRITABLE, Trigger.ONESHOT);
        assertEvent(2, WRITABLE);
        assertNone();
        registry.reregister(source, 3, Interest.READABLE);
        assertEvent(3, READABLE);
        registry.deregister(source);
        assertNone();
    }

    @Test
    void aSourceCanConsistOfSources() throws Exception {
        Pipe pipe = openPipe();
        Source source = TwoEnds.of(pipe);
        registry.register(source, 1, Interest.READABLE);
        write(pipe.sink(), "through");
        awaitEvent(1, READABLE);
        registry.reregister(source, 2, Interest.READABLE);
        awaitEvent(2, WRITABLE);
        registry.deregister(source);
        assertNone();
    }

    private Pipe openPipe() throws IOException {
        Pipe pipe = Pipe.open();
        own(pipe.sink());
        own(pipe.source());
        setNonBlocking(pipe.sink(), pipe.source());
        return pipe;
    }

    @Test
    void aSourceAndItsChannelAreTheSameRegistration() throws Exception {
        StreamPair pair = tcpPair();
        Source source = new Delegating(pair.near());
        registry.register(source, 1, Interest.WRITABLE);
        assertThatThrownBy(() -> registry.register(pair.near(), 2, Interest.WRITABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        assertThatThrownBy(() -> registry.register(source, 2, Interest.WRITABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        assertEvent(1, WRITABLE);
        registry.deregister(pair.near());
        assertThatThrownBy(() -> registry.deregister(source)).isInstanceOf(NotRegisteredException.class);
    }

    @Test
    void aSourceReceivesTheArgumentsOfTheProgram() throws Exception {
        Recording source = new Recording();
        Interest interest = Interest.READABLE.plus(Interest.PRIORITY);
        registry.register(source, 1, interest);
        registry.register(source, 2, interest, Trigger.EDGE);
        registry.reregister(source, 3, Interest.WRITABLE);
        registry.reregister(source, 4, Interest.WRITABLE, Trigger.ONESHOT);
        registry.deregister(source);
        assertThat(source.calls)
                .containsExactly(
                        List.of("register", registry, 1L, interest, Trigger.LEVEL),
                        List.of("register", registry, 2L, interest, Trigger.EDGE),
                        List.of("reregister", registry, 3L, Interest.WRITABLE, Trigger.LEVEL),
                        List.of("reregister", registry, 4L, Interest.WRITABLE, Trigger.ONESHOT),
                        List.of("deregister", registry));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anExceptionOfASourcePassesUnchanged(Throwable failure) throws Exception {
        Source source = new Throwing(failure);
        assertThatThrownBy(() -> registry.register(source, 1, Interest.READABLE))
                .isSameAs(failure);
        assertThatThrownBy(() -> registry.reregister(source, 1, Interest.READABLE))
                .isSameAs(failure);
        assertThatThrownBy(() -> registry.deregister(source)).isSameAs(failure);
        registerReady(1, Trigger.LEVEL);
        assertEvent(1, WRITABLE);
    }

    /** Deregisters the first half again when the second half fails. */
    private record Both(Source first, Source second) implements Source {
        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.register(first, token, interest, trigger);
            try {
                registry.register(second, token, interest, trigger);
            } catch (IOException e) {
                registry.deregister(first);
                throw e;
            }
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) {
            throw new AssertionError();
        }

        @Override
        public void deregister(Registry registry) {
            throw new AssertionError();
        }
    }

    @Test
    void aSourceThatThrowsLeavesNothingRegistered() throws Exception {
        SocketChannel channel = tcpPair().near();
        IOException failure = new IOException("from the second half");
        Source source = new Both(new Delegating(channel), new Throwing(failure));
        assertThatThrownBy(() -> registry.register(source, 1, Interest.WRITABLE))
                .isSameAs(failure);
        assertNone();
        assertThatThrownBy(() -> registry.deregister(channel)).isInstanceOf(NotRegisteredException.class);
        registry.register(channel, 2, Interest.WRITABLE);
        assertEvent(2, WRITABLE);
    }

    // ---- closing a source

    /** Owns its channel, counts how often it is closed, and may fail. */
    private static final class Connection implements Source, Closeable {
        private final SelectableChannel channel;
        private Throwable failureToDeregister;
        private IOException failureToClose;
        private int closes;

        Connection(SelectableChannel channel) {
            this.channel = channel;
        }

        @Override
        public void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.register(channel, token, interest, trigger);
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
            registry.reregister(channel, token, interest, trigger);
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            assertThat(closes).as("closed before it is deregistered").isZero();
            if (failureToDeregister != null) {
                Throwing.<RuntimeException>sneak(failureToDeregister);
            }
            registry.deregister(channel);
        }

        @Override
        public void close() throws IOException {
            closes++;
            channel.close();
            if (failureToClose != null) {
                throw failureToClose;
            }
        }
    }

    @Test
    void closingASourceByTheRegistryDeregistersItAndThenClosesIt() throws Exception {
        Connection source = new Connection(registerReady(1, Trigger.LEVEL));
        assertEvent(1, WRITABLE);
        registry.close(source);
        assertThat(source.closes).isOne();
        assertThat(source.channel.isOpen()).isFalse();
        assertNone();
    }

    @Test
    void closingASourceByTheRegistryWorksIfItIsNotRegistered() throws Exception {
        Connection source = new Connection(udp());
        registry.close(source);
        assertThat(source.closes).isOne();
        assertThat(source.channel.isOpen()).isFalse();
    }

    @Test
    void closingASourceByTheRegistryWorksIfItIsClosedAlready() throws Exception {
        Connection source = new Connection(registerReady(1, Trigger.LEVEL));
        source.channel.close();
        registry.close(source);
        assertThat(source.closes).isOne();
        assertNone();
    }

    @Test
    void aSourceStaysOpenIfThePollThatIsToCloseItIsClosed() throws Exception {
        Connection source = new Connection(registerReady(1, Trigger.LEVEL));
        Connection late = new Connection(udp());
        late.failureToDeregister = new ClosedPollException("closed meanwhile");
        assertThatThrownBy(() -> registry.close(late)).isSameAs(late.failureToDeregister);
        poll.close();
        assertThatThrownBy(() -> registry.close(source)).isInstanceOf(ClosedPollException.class);
        assertThat(List.of(source, late)).allSatisfy(open -> {
            assertThat(open.closes).isZero();
            assertThat(open.channel.isOpen()).isTrue();
        });
    }

    static Stream<Throwable> failuresToDeregister() {
        return failures().stream().filter(failure -> !(failure instanceof NotRegisteredException));
    }

    @ParameterizedTest
    @MethodSource("failuresToDeregister")
    void aSourceThatCannotBeDeregisteredIsClosedAllTheSame(Throwable failure) throws Exception {
        Connection source = new Connection(udp());
        source.failureToDeregister = failure;
        source.failureToClose = new IOException("from closing");
        assertThatThrownBy(() -> registry.close(source))
                .isSameAs(failure)
                .hasSuppressedException(source.failureToClose);
        assertThat(source.closes).isOne();
        assertThat(source.channel.isOpen()).isFalse();
    }

    @Test
    void aSourceThatFailsToCloseHasLeftThePoll() throws Exception {
        Connection source = new Connection(registerReady(1, Trigger.LEVEL));
        source.failureToClose = new IOException("from closing");
        assertThatThrownBy(() -> registry.close(source)).isSameAs(source.failureToClose);
        assertThat(source.closes).isOne();
        assertNone();
    }

    @Test
    void aSourceThatThrowsDoesNotDisturbAPollThatWaits() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        IOException failure = new IOException("from the source");
        assertThatThrownBy(() -> registry.register(new Throwing(failure), 2, Interest.READABLE))
                .isSameAs(failure);
        assertThat(waiting.isDone()).isFalse();
        write(pair.far(), "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }
}
