package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Transfer;
import dev.vedette.contract.fixture.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stream sockets and their listeners, of every address family. */
abstract class StreamContract extends Conformance {
    private static final Interest BOTH = Interest.READABLE.plus(Interest.WRITABLE);

    abstract StreamPair openPair() throws IOException;

    /** Opens a listener that is bound and non-blocking. */
    abstract ServerSocketChannel openListener() throws IOException;

    /** Opens a non-blocking stream that is connected or connecting. */
    abstract SocketChannel connect(ServerSocketChannel listener) throws IOException;

    // ---- listeners

    @Test
    void aListenerIsReadableWhileAClientWaitsToBeAccepted() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        assertNone();
        connect(listener);
        assertThat(assertEvent(1, READABLE).has(WRITABLE)).isFalse();
        assertEvent(1, READABLE);
        assertThat(own(listener.accept())).isNotNull();
        assertThat(listener.accept()).isNull();
        assertNone();
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aListenerReportsEveryClientThatComes(Trigger trigger) throws Exception {
        assume(trigger);
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE, trigger);
        for (int i = 0; i < 3; i++) {
            connect(listener);
            assertEvent(1, READABLE);
            assertThat(own(listener.accept())).isNotNull();
            registry.reregister(listener, 1, Interest.READABLE, trigger);
            assertNone();
        }
    }

    @Test
    void aListenerStaysReadableUntilTheLastClientIsAccepted() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        connect(listener);
        connect(listener);
        for (int accepted = 0; accepted < 2; ) {
            assertEvent(1, READABLE);
            SocketChannel channel = listener.accept();
            if (channel != null) {
                own(channel);
                accepted++;
            }
        }
        assertNone();
    }

    @Test
    void aDeregisteredListenerIsSilentAndStillAccepts() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        assertNone();
        registry.deregister(listener);
        connect(listener);
        assertNone();
        await("a client to accept", () -> {
            SocketChannel accepted = listener.accept();
            return accepted != null && own(accepted).isOpen();
        });
    }

    @Test
    void aListenerWakesAPollThatIsWaiting() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        Task<?> waiting = startPoll(null);
        connect(listener);
        assertThat(waiting.join())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    void aListenerReportsUnderItsNewToken() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        assertThat(poll(Duration.ZERO)).isEmpty();
        registry.reregister(listener, 2, Interest.READABLE);
        connect(listener);
        assertEvent(2, READABLE);
        assertThat(own(listener.accept())).isNotNull();
        assertNone();
    }

    @Test
    void aDeregisteredListenerWithAWaitingClientDoesNotEndAWait() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        assertThat(poll(Duration.ZERO)).isEmpty();
        connect(listener);
        registry.deregister(listener);
        Task<List<Seen>> waiting = startPoll(null);
        registry.waker(10).wake();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(10L);
    }

    @Test
    void aConnectionIsReportedToTheClientAndTheListener() throws Exception {
        ServerSocketChannel listener = openListener();
        registry.register(listener, 1, Interest.READABLE);
        SocketChannel client = connect(listener);
        registry.register(client, 2, BOTH);
        awaitEvent(2, WRITABLE);
        assertThat(client.finishConnect()).isTrue();
        awaitEvent(1, READABLE);
        assertThat(own(listener.accept()).getLocalAddress()).isEqualTo(client.getRemoteAddress());
    }

    /** A server that writes once it is writable, and then closes or deregisters the stream. */
    @Test
    void bytesOfAnAcceptedStreamAreReadAfterItIsClosedOrDeregistered() throws Exception {
        for (boolean close : new boolean[] {true, false}) {
            ServerSocketChannel listener = openListener();
            SocketChannel client = connect(listener);
            registry.register(listener, 1, Interest.READABLE);
            registry.register(client, 3, Interest.READABLE);
            assertEvent(1, READABLE);
            assertThat(client.finishConnect()).isTrue();
            SocketChannel accepted = own(listener.accept());
            accepted.configureBlocking(false);
            registry.register(accepted, 2, Interest.WRITABLE);
            assertEvent(2, WRITABLE);
            write(accepted, "1234");
            if (close) {
                accepted.close();
            } else {
                registry.deregister(accepted);
            }
            assertEvent(3, READABLE);
            assertThat(read(client)).isEqualTo("1234");
            registry.close(client);
            registry.close(listener);
        }
    }

    @Test
    void anAcceptedStreamThatIsClosedAtOnceLeavesNoEvent() throws Exception {
        ServerSocketChannel listener = openListener();
        for (int token = 1; token <= 100; token++) {
            SocketChannel client = connect(listener);
            SocketChannel accepted = accept(listener);
            registry.register(accepted, token, BOTH);
            if (token % 3 == 0) {
                registry.close(accepted);
            } else {
                accepted.close();
            }
            registry.close(client);
        }
        connect(listener);
        SocketChannel accepted = accept(listener);
        registry.register(accepted, 1000, Interest.READABLE);
        assertNone();
        registry.reregister(accepted, 1001, Interest.WRITABLE);
        assertEvent(1001, WRITABLE);
    }

    SocketChannel accept(ServerSocketChannel listener) throws IOException {
        Watch other = openWatch(1);
        other.registry().register(listener, 0, Interest.READABLE);
        other.assertEvent(0, READABLE);
        other.poll().close();
        SocketChannel accepted = own(listener.accept());
        accepted.configureBlocking(false);
        return accepted;
    }

    // ---- writing

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aConnectedStreamIsWritableAtOnce(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(openPair().near(), 1, BOTH, trigger);
        assertThat(assertEvent(1, WRITABLE).bits()).containsExactly(WRITABLE);
        if (trigger != Trigger.LEVEL) {
            assertNone();
        }
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aFullStreamIsWritableAgainOnceThePeerHasRead(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.WRITABLE, trigger);
        assertEvent(1, WRITABLE);
        long written = pair.fill();
        if (trigger == Trigger.ONESHOT) {
            registry.reregister(pair.near(), 1, Interest.WRITABLE, trigger);
        }
        assertNone();
        start(doing(() -> readFully(pair.far(), written)));
        assertEvent(1, WRITABLE);
        assertThat(pair.near().write(ByteBuffer.allocate(1))).isOne();
    }

    private static void readFully(SocketChannel channel, long count) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        for (long left = count; left > 0; ) {
            int read = channel.read(bytes.clear());
            assertThat(read).isNotNegative();
            left -= read;
            if (read == 0) {
                Thread.sleep(1);
            }
        }
    }

    @Test
    void severalWritesAfterOneEventSucceed() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.WRITABLE);
        assertEvent(1, WRITABLE);
        for (int i = 0; i < 16; i++) {
            assertThat(pair.near().write(ByteBuffer.allocate(1024))).isEqualTo(1024);
        }
        readFully(pair.far(), 16 * 1024);
    }

    @Test
    void readinessOutsideTheNewInterestIsNotReported() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        write(pair.far(), "unread");
        pair.fill();
        registry.reregister(pair.near(), 2, Interest.WRITABLE);
        assertNone();
        registry.reregister(pair.near(), 3, Interest.READABLE);
        assertEvent(3, READABLE);
        registry.reregister(pair.near(), 4, BOTH);
        assertThat(assertEvent(4, READABLE).bits()).containsExactly(READABLE);
    }

    @Test
    void writingToAPeerThatIsGoneFailsInTheEnd() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, BOTH);
        assertEvent(1, WRITABLE);
        pair.far().close();
        assertThatThrownBy(() -> {
                    while (true) {
                        awaitEvent(1, WRITABLE);
                        pair.near().write(ByteBuffer.allocate(1024));
                    }
                })
                .isInstanceOf(IOException.class);
    }

    // ---- transfers

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void anEchoIsReadUntilNothingIsLeft(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        registry.register(pair.far(), 2, Interest.READABLE, trigger);
        for (int round = 0; round < 3; round++) {
            write(pair.near(), "call");
            assertEvent(2, READABLE);
            assertThat(read(pair.far())).isEqualTo("call");
            write(pair.far(), "answer");
            assertEvent(1, READABLE);
            assertThat(read(pair.near())).isEqualTo("answer");
            registry.reregister(pair.near(), 1, Interest.READABLE, trigger);
            registry.reregister(pair.far(), 2, Interest.READABLE, trigger);
            assertNone();
        }
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void sixteenMebibytesGoBothWaysDrivenByEventsAlone(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        Transfer near = new Transfer(pair.near(), 1, trigger);
        Transfer far = new Transfer(pair.far(), 2, trigger);
        near.register(registry);
        far.register(registry);
        while (!near.isDone() || !far.isDone()) {
            assertThat(watch.poll(PATIENCE)).isNotEmpty().allSatisfy(seen -> {
                if (seen.token() == 1) {
                    near.onEvent(registry, seen);
                } else {
                    far.onEvent(registry, seen);
                }
            });
        }
        near.assertIntact();
        far.assertIntact();
    }

    @Test
    void bytesWrittenBeforeClosingAreReadToTheEnd() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        write(pair.far(), "the last words");
        pair.far().close();
        assertEvent(1, READABLE);
        assertThat(read(pair.near())).isEqualTo("the last words");
        awaitEvent(1, READABLE, READ_CLOSED);
        assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    // ---- ends

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aPeerThatClosesMakesTheStreamReadableAndReadClosed(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        pair.far().close();
        awaitEvent(1, READABLE, READ_CLOSED);
        assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aPeerThatShutsItsOutputDownMakesTheStreamReadableAndReadClosed(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        pair.far().shutdownOutput();
        Seen seen = awaitEvent(1, READABLE, READ_CLOSED);
        assertThat(seen.has(WRITE_CLOSED)).isFalse();
        assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    /** The stream is closed while it is registered and just after a read. */
    @Test
    void aStreamThatWasRegisteredAndIsClosedEndsForItsPeer() throws Exception {
        StreamPair pair = openPair();
        pair.far().configureBlocking(true);
        Task<Integer> peer = start(() -> pair.far().read(ByteBuffer.allocate(16)));
        registry.register(pair.near(), 1, BOTH);
        assertEvent(1, WRITABLE);
        assertThat(read(pair.near())).isEmpty();
        pair.near().close();
        assertNone();
        assertThat(peer.join()).isEqualTo(-1);
    }

    @Test
    void aHalfClosedStreamStillCarriesTheOtherDirection() throws Exception {
        StreamPair pair = openPair();
        pair.far().shutdownOutput();
        registry.register(pair.far(), 2, Interest.READABLE);
        assertNone();
        write(pair.near(), "still here");
        assertEvent(2, READABLE);
        assertThat(read(pair.far())).isEqualTo("still here");
    }

    @Test
    void levelReportsTheEndOfAStreamAgainAndAgain() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        pair.far().close();
        for (int i = 0; i < 3; i++) {
            awaitEvent(1, READABLE, READ_CLOSED);
            assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void ownOutputShutDownLeavesTheStreamWritableAndOpen() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, BOTH);
        pair.near().shutdownOutput();
        assertThat(assertEvent(1, WRITABLE).bits()).doesNotContain(READ_CLOSED, WRITE_CLOSED);
    }

    @Test
    void ownInputShutDownMakesTheStreamReadableAndReadClosed() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        assertNone();
        pair.near().shutdownInput();
        assertThat(assertEvent(1, READABLE, READ_CLOSED).has(WRITE_CLOSED)).isFalse();
        assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void bothOwnDirectionsShutDownCloseReadingAndWriting() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, BOTH);
        pair.near().shutdownInput();
        pair.near().shutdownOutput();
        assertEvent(1, READABLE, READ_CLOSED, WRITE_CLOSED);
        assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThatThrownBy(() -> write(pair.near(), "!")).isInstanceOf(IOException.class);
    }

    @Test
    void aStreamThatEndsDuringAWaitEndsTheWait() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<?> waiting = startPoll(null);
        pair.far().close();
        waiting.join();
        awaitEvent(1, READABLE, READ_CLOSED);
    }

    @Test
    void aDisarmedStreamWhosePeerIsGoneIsSilent() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.WRITABLE, Trigger.ONESHOT);
        assertEvent(1, WRITABLE);
        pair.far().close();
        watch.assertNone(Duration.ofMillis(100));
        registry.reregister(pair.near(), 2, Interest.READABLE, Trigger.ONESHOT);
        awaitEvent(2, READABLE, READ_CLOSED);
    }
}
