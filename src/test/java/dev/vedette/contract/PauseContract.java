package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.ERROR;
import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The empty interest, and the interest in the end of a stream only. */
abstract class PauseContract extends Conformance {
    private StreamPair pair;
    private SocketChannel channel;

    @BeforeEach
    void openAStream() throws IOException {
        pair = tcpPair();
        channel = pair.near();
    }

    // ---- the empty interest

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aPausedStreamIsSilentAndReportsWhenItIsResumed(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(channel, 1, Interest.READABLE, trigger);
        write(pair.far(), "before");
        registry.reregister(channel, 2, Interest.NONE, trigger);
        assertNone();
        write(pair.far(), "during");
        assertNone();
        registry.reregister(channel, 3, Interest.READABLE, trigger);
        assertEvent(3, READABLE);
        assertThat(read(channel)).isEqualTo("beforeduring");
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aStreamCanBeRegisteredPaused(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(channel, 1, Interest.NONE, trigger);
        write(pair.far(), "unread");
        assertNone();
        assertThatThrownBy(() -> registry.register(channel, 2, Interest.READABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        assertNone();
        registry.reregister(channel, 3, Interest.READABLE.plus(Interest.WRITABLE), trigger);
        assertEvent(3, READABLE, WRITABLE);
        registry.reregister(channel, 4, Interest.NONE, trigger);
        registry.deregister(channel);
        assertNone();
    }

    @Test
    void aPollThatWaitsSeesAPauseAndItsEnd() throws Exception {
        registry.register(channel, 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        registry.reregister(channel, 2, Interest.NONE);
        write(pair.far(), "unread");
        registry.reregister(channel, 3, Interest.READABLE);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(3L);
    }

    @Test
    void aPausedListenerKeepsItsConnectionsUntilItIsResumed() throws Exception {
        ServerSocketChannel listener = tcpListener();
        registry.register(listener, 1, Interest.READABLE);
        assertThat(poll(Duration.ZERO)).isEmpty();
        registry.reregister(listener, 1, Interest.NONE);
        connecting(listener);
        assertNone();
        registry.reregister(listener, 2, Interest.READABLE);
        assertEvent(2, READABLE);
        assertThat(own(listener.accept())).isNotNull();
    }

    @Test
    void thePeersEndIsNotReportedDuringAPause() throws Exception {
        registry.register(channel, 1, Interest.NONE);
        pair.far().shutdownOutput();
        assertNone();
        registry.reregister(channel, 2, Interest.READABLE);
        awaitEvent(2, READABLE, READ_CLOSED);
    }

    @Test
    void aResetIsReportedDuringAPauseWhereThereAreHints() throws Exception {
        registry.register(channel, 1, Interest.NONE);
        reset(pair.far());
        if (hasHints()) {
            awaitEvent(1, ERROR, READ_CLOSED, WRITE_CLOSED);
            assertThat(poll(PATIENCE)).as("once more, as with every level").isNotEmpty();
        } else {
            assertNone();
        }
        registry.reregister(channel, 2, Interest.READABLE);
        awaitEvent(2, READABLE);
    }

    @Test
    void aOneshotPauseReportsAResetOnceAtMost() throws Exception {
        registry.register(channel, 1, Interest.NONE, Trigger.ONESHOT);
        reset(pair.far());
        if (hasHints()) {
            awaitEvent(1, ERROR);
        }
        assertNone();
    }

    private static void reset(SocketChannel peer) throws IOException {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
    }

    @Test
    void everyKindOfChannelCanBePaused() throws Exception {
        Pipe pipe = openPipe();
        registry.register(pipe.source(), 1, Interest.NONE);
        registry.register(pipe.sink(), 2, Interest.NONE);
        registry.register(tcpListener(), 3, Interest.NONE);
        registry.register(udp(), 4, Interest.NONE);
        assertNone();
        registry.reregister(pipe.sink(), 5, Interest.WRITABLE);
        assertEvent(5, WRITABLE);
    }

    private Pipe openPipe() throws IOException {
        Pipe pipe = Pipe.open();
        own(pipe.sink());
        own(pipe.source());
        setNonBlocking(pipe.sink(), pipe.source());
        return pipe;
    }

    // ---- the end of a stream only

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void theEndIsReportedAndTheBytesBeforeItAreNot(Trigger trigger) throws Exception {
        assumeHints();
        registry.register(channel, 1, Interest.READ_CLOSED, trigger);
        write(pair.far(), "unread");
        assertNone();
        pair.far().shutdownOutput();
        Seen end = assertEvent(1, READ_CLOSED);
        assertThat(end.bits()).containsExactly(READ_CLOSED);
        if (trigger == Trigger.LEVEL) {
            assertEvent(1, READ_CLOSED);
        } else {
            assertNone();
        }
        assertThat(read(channel)).isEqualTo("unread");
        registry.reregister(channel, 2, Interest.NONE, trigger);
        assertNone();
    }

    @Test
    void theEndIsReportedIfItCameBeforeTheRegistration() throws Exception {
        assumeHints();
        pair.far().shutdownOutput();
        registry.register(channel, 1, Interest.READ_CLOSED.plus(Interest.WRITABLE));
        awaitEvent(1, READ_CLOSED, WRITABLE);
    }

    @Test
    void theEndWakesAPollThatWaits() throws Exception {
        assumeHints();
        registry.register(channel, 1, Interest.READ_CLOSED);
        Task<List<Seen>> waiting = startPoll(null);
        pair.far().close();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }

    @Test
    void theEndOfAPipeIsReported() throws Exception {
        assumeHints();
        Pipe pipe = openPipe();
        registry.register(pipe.source(), 1, Interest.READ_CLOSED);
        write(pipe.sink(), "unread");
        assertNone();
        pipe.sink().close();
        assertEvent(1, READ_CLOSED);
    }

    @Test
    void theRefusalOfTheEndOnlyNamesTheRequirements() throws Exception {
        assumeFalse(hasHints(), "the " + backend() + " backend supports every interest");
        assertThatThrownBy(() -> registry.register(channel, 1, Interest.READ_CLOSED.plus(Interest.READABLE)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll("READ_CLOSED", backend().name(), "EPOLL", "Java 22");
        registry.register(channel, 1, Interest.READABLE);
        assertThatThrownBy(() -> registry.reregister(channel, 2, Interest.READ_CLOSED))
                .isInstanceOf(UnsupportedOperationException.class);
        write(pair.far(), "still registered");
        assertEvent(1, READABLE);
    }

    @Test
    void aChannelWithoutAnEndOfStreamIsRefused() throws Exception {
        Pipe pipe = openPipe();
        ServerSocketChannel listener = tcpListener();
        assertThatThrownBy(() -> registry.register(pipe.sink(), 1, Interest.READ_CLOSED.plus(Interest.WRITABLE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can never be READ_CLOSED;");
        assertThatThrownBy(() -> registry.register(listener, 1, Interest.READ_CLOSED.plus(Interest.READABLE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can never be READ_CLOSED;");
        registry.register(listener, 1, Interest.READABLE);
        registry.register(pipe.sink(), 2, Interest.WRITABLE);
        assertEvent(2, WRITABLE);
    }
}
