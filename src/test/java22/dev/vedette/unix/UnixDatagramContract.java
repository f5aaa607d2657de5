package dev.vedette.unix;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Bit;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Unix-domain datagram sockets in a Poll. The sockets themselves are tested by {@link UnixDatagramTest}. */
abstract class UnixDatagramContract extends Conformance {
    private static final Interest BOTH = Interest.READABLE.plus(Interest.WRITABLE);

    @TempDir
    private Path directory;

    /** The ways to get a bound, non-blocking socket. */
    enum Origin {
        OPENED {
            @Override
            UnixDatagram socketAt(Path path) throws IOException {
                UnixDatagram socket = UnixDatagram.open();
                socket.bind(UnixAddress.of(path));
                return socket;
            }
        },
        OWNED {
            @Override
            UnixDatagram socketAt(Path path) throws IOException {
                UnixDatagram socket =
                        UnixDatagram.own(Fds.datagramSocketAt(path.toString().getBytes(US_ASCII)));
                socket.setNonBlocking(true);
                return socket;
            }
        };

        abstract UnixDatagram socketAt(Path path) throws IOException;
    }

    private static Stream<Arguments> everyOriginAndTrigger() {
        return Stream.of(Origin.values())
                .flatMap(origin -> Stream.of(Trigger.values()).map(trigger -> Arguments.of(origin, trigger)));
    }

    /** Descriptors have hints on every backend. */
    @Override
    public final boolean hasHints() {
        return true;
    }

    private UnixDatagram socket(String name) throws IOException {
        return socket(Origin.OPENED, name);
    }

    private UnixDatagram socket(Origin origin, String name) throws IOException {
        return own(origin.socketAt(directory.resolve(name)));
    }

    private static ByteBuffer bytes(String text) {
        return US_ASCII.encode(text);
    }

    private static void assertReceives(UnixDatagram socket, String text, UnixAddress sender) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(64);
        assertThat(socket.receive(target)).contains(new UnixDatagram.Received(text.length(), false, sender));
        assertThat(US_ASCII.decode(target.flip()).toString()).isEqualTo(text);
    }

    private static void assertReceivesNothing(UnixDatagram socket) throws IOException {
        assertThat(socket.receive(ByteBuffer.allocate(64))).isEmpty();
    }

    /** The next poll gives exactly two events, with these tokens and at least this bit. */
    private void assertEvents(long one, long other, Bit bit) throws IOException {
        List<Seen> seen = poll(PATIENCE);
        assertThat(seen).extracting(Seen::token).containsExactlyInAnyOrder(one, other);
        assertThat(seen).allSatisfy(event -> assertThat(event.has(bit)).isTrue());
    }

    private void rearmIfOneshot(UnixDatagram socket, long token, Trigger trigger) throws IOException {
        if (trigger == Trigger.ONESHOT) {
            registry.reregister(socket, token, BOTH, trigger);
        }
    }

    private interface Sending {
        void send(UnixDatagram from, String text, UnixDatagram to) throws IOException;
    }

    /** Both are writable and not readable, and after each has sent to the other both are readable. */
    private void assertReportsBothEnds(UnixDatagram near, UnixDatagram far, Trigger trigger, Sending sending)
            throws IOException {
        registry.register(near, 1, BOTH, trigger);
        registry.register(far, 2, BOTH, trigger);
        List<Seen> idle = poll(PATIENCE);
        assertThat(idle).extracting(Seen::token).containsExactlyInAnyOrder(1L, 2L);
        assertThat(idle).allSatisfy(event -> assertThat(event.bits()).containsExactly(WRITABLE));
        assertReceivesNothing(near);
        assertReceivesNothing(far);
        sending.send(near, "hello far end", far);
        sending.send(far, "hello near end", near);
        rearmIfOneshot(near, 1, trigger);
        rearmIfOneshot(far, 2, trigger);
        assertEvents(1, 2, READABLE);
        assertReceives(near, "hello near end", far.localAddress());
        assertReceives(far, "hello far end", near.localAddress());
        assertReceivesNothing(near);
        assertReceivesNothing(far);
    }

    @ParameterizedTest
    @MethodSource("everyOriginAndTrigger")
    void unconnectedSocketsAreReadableWhenTheOtherHasSentToTheirAddress(Origin origin, Trigger trigger)
            throws IOException {
        assertReportsBothEnds(
                socket(origin, "near"),
                socket(origin, "far"),
                trigger,
                (from, text, to) ->
                        assertThat(from.send(bytes(text), to.localAddress())).isTrue());
    }

    @ParameterizedTest
    @MethodSource("everyOriginAndTrigger")
    void connectedSocketsAreReadableWhenTheOtherHasSent(Origin origin, Trigger trigger) throws IOException {
        UnixDatagram near = socket(origin, "near");
        UnixDatagram far = socket(origin, "far");
        near.connect(far.localAddress());
        far.connect(near.localAddress());
        assertThat(near.remoteAddress()).contains(far.localAddress());
        assertThat(far.remoteAddress()).contains(near.localAddress());
        assertReportsBothEnds(
                near,
                far,
                trigger,
                (from, text, to) -> assertThat(from.send(bytes(text))).isTrue());
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void theEndsOfASocketPairAreReadableWhenTheOtherHasSent(Trigger trigger) throws IOException {
        int[] pair = Fds.datagramPair();
        UnixDatagram near = own(UnixDatagram.own(pair[0]));
        UnixDatagram far = own(UnixDatagram.own(pair[1]));
        assertThat(near.localAddress()).isEqualTo(UnixAddress.unnamed());
        assertThat(near.remoteAddress()).contains(UnixAddress.unnamed());
        assertReportsBothEnds(
                near,
                far,
                trigger,
                (from, text, to) -> assertThat(from.send(bytes(text))).isTrue());
    }

    @Test
    void aSocketThatIsConnectedToItselfIsReadableWhenItHasSent() throws IOException {
        UnixDatagram near = socket("near");
        near.connect(near.localAddress());
        assertThat(near.remoteAddress()).contains(near.localAddress());
        registry.register(near, 1, BOTH, Trigger.EDGE);
        assertThat(assertEvent(1, WRITABLE).has(READABLE)).isFalse();
        assertThat(near.send(bytes("hello"))).isTrue();
        assertEvent(1, READABLE);
        assertReceives(near, "hello", near.localAddress());
    }

    @Test
    void theSenderOfAMessageIsUnnamedIfItIsNotBound() throws IOException {
        UnixDatagram near = socket("near");
        registry.register(near, 1, Interest.READABLE);
        try (UnixDatagram unbound = UnixDatagram.open()) {
            assertThat(unbound.send(bytes("hello"), near.localAddress())).isTrue();
        }
        assertEvent(1, READABLE);
        assertReceives(near, "hello", UnixAddress.unnamed());
    }

    /** The kernel reports the end of one direction as an event of its own. UnixDatagram offers no shutdown itself. */
    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "EDGE"})
    void aDirectionThatIsShutDownIsReportedAsClosed(Trigger trigger) throws IOException {
        UnixDatagram near = socket("near");
        UnixDatagram far = socket("far");
        near.connect(far.localAddress());
        registry.register(near, 1, BOTH, trigger);
        registry.register(far, 2, Interest.READABLE, trigger);
        assertThat(assertEvent(1, WRITABLE).bits()).containsExactly(WRITABLE);
        assertThat(near.send(bytes("hello"))).isTrue();
        awaitEvent(2, READABLE);
        assertReceives(far, "hello", near.localAddress());
        Fds.shutdown(near.fd(), Fds.SHUT_RD);
        assertThat(awaitEvent(1, READ_CLOSED).has(WRITE_CLOSED)).isFalse();
        assertThat(near.send(bytes("still open"))).isTrue();
        Fds.shutdown(near.fd(), Fds.SHUT_WR);
        awaitEvent(1, WRITE_CLOSED);
        assertThatThrownBy(() -> near.send(bytes("closed")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EPIPE");
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void anIdleSocketIsNotReadable(Trigger trigger) throws IOException {
        registry.register(socket("near"), 1, Interest.READABLE, trigger);
        assertNone();
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aChangedInterestDecidesWhatIsReportedOfAQueuedMessage(Trigger trigger) throws IOException {
        UnixDatagram near = socket("near");
        UnixDatagram far = socket("far");
        registry.register(near, 1, Interest.READABLE, trigger);
        far.connect(near.localAddress());
        assertNone();
        registry.reregister(near, 2, Interest.WRITABLE, trigger);
        assertThat(far.send(bytes("queued"))).isTrue();
        assertThat(assertEvent(2, WRITABLE).has(READABLE)).isFalse();
        registry.reregister(near, 3, Interest.READABLE, trigger);
        assertThat(assertEvent(3, READABLE).has(WRITABLE)).isFalse();
        assertReceives(near, "queued", far.localAddress());
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aDeregisteredSocketIsSilentAndStillReceives(Trigger trigger) throws IOException {
        UnixDatagram near = socket("near");
        UnixDatagram far = socket("far");
        registry.register(near, 1, BOTH, trigger);
        far.connect(near.localAddress());
        assertThat(far.send(bytes("unreported"))).isTrue();
        registry.deregister(near);
        assertNone();
        assertReceives(near, "unreported", far.localAddress());
    }

    @Test
    void threadsSendThroughOneSocketAndEveryMessageIsReported() throws Exception {
        int messages = 2000;
        UnixDatagram near = socket("near");
        UnixDatagram far = socket("far");
        far.connect(near.localAddress());
        registry.register(near, 1, Interest.READABLE);
        List<Task<Void>> senders = List.of(startSending(far, 'a', messages), startSending(far, 'b', messages));
        int[] received = new int[2];
        ByteBuffer target = ByteBuffer.allocate(16);
        while (received[0] + received[1] < 2 * messages) {
            assertEvent(1, READABLE);
            Optional<UnixDatagram.Received> message = near.receive(target.clear());
            assertThat(message).contains(new UnixDatagram.Received(8, false, far.localAddress()));
            byte first = target.get(0);
            for (int i = 0; i < 8; i++) {
                assertThat(target.get(i)).as("every message is whole").isEqualTo(first);
            }
            received[first - 'a']++;
        }
        assertThat(received).containsExactly(messages, messages);
        assertNone();
        for (Task<Void> sender : senders) {
            sender.join();
        }
    }

    /** Sends messages of eight equal letters, as fast as the receiver takes them. */
    private Task<Void> startSending(UnixDatagram socket, char letter, int messages) {
        return start(doing(() -> {
            ByteBuffer message = bytes(String.valueOf(letter).repeat(8));
            for (int sent = 0; sent < messages; ) {
                if (socket.send(message.rewind())) {
                    sent++;
                } else {
                    Thread.onSpinWait();
                }
            }
        }));
    }
}
