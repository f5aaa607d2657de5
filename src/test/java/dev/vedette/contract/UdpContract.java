package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.ERROR;
import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP. */
abstract class UdpContract extends Conformance {
    private DatagramChannel near;
    private DatagramChannel far;

    @BeforeEach
    void openAPair() throws IOException {
        near = udp();
        far = udp();
    }

    private void connectIf(boolean connected) throws IOException {
        if (connected) {
            near.connect(far.getLocalAddress());
            far.connect(near.getLocalAddress());
        }
    }

    private void send(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
        assertThat(far.send(bytes, near.getLocalAddress())).isEqualTo(text.length());
    }

    /** Returns the text of a datagram, or null if there is none. */
    private String receive() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        SocketAddress sender = near.receive(bytes);
        return sender == null
                ? null
                : StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
    }

    @Test
    void anIdleSocketIsWritableAndNotReadable() throws Exception {
        registry.register(near, 1, Interest.READABLE);
        assertNone();
        registry.reregister(near, 1, Interest.READABLE.plus(Interest.WRITABLE));
        assertThat(assertEvent(1, WRITABLE).bits()).containsExactly(WRITABLE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatagramMakesItReadableUntilItIsReceived(boolean connected) throws Exception {
        connectIf(connected);
        registry.register(near, 1, Interest.READABLE);
        send("hello");
        assertEvent(1, READABLE);
        assertEvent(1, READABLE);
        assertThat(receive()).isEqualTo("hello");
        assertThat(receive()).isNull();
        assertNone();
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void anEmptyDatagramMakesItReadable(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(near, 1, Interest.READABLE, trigger);
        send("");
        assertEvent(1, READABLE);
        assertThat(receive()).isEmpty();
        assertNone();
    }

    @Test
    void itStaysReadableUntilTheLastDatagramIsReceived() throws Exception {
        registry.register(near, 1, Interest.READABLE);
        send("one");
        send("two");
        assertEvent(1, READABLE);
        assertThat(receive()).isEqualTo("one");
        assertEvent(1, READABLE);
        assertThat(receive()).isEqualTo("two");
        assertNone();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangedInterestDecidesWhatIsReportedOfAQueuedDatagram(boolean connected) throws Exception {
        connectIf(connected);
        registry.register(near, 1, Interest.WRITABLE);
        send("queued");
        assertThat(assertEvent(1, WRITABLE).has(READABLE)).isFalse();
        registry.reregister(near, 2, Interest.READABLE);
        assertThat(assertEvent(2, READABLE).has(WRITABLE)).isFalse();
        assertThat(receive()).isEqualTo("queued");
        assertNone();
    }

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "EDGE"})
    void whenOneDatagramIsReceivedTheNextIsReported(Trigger trigger) throws Exception {
        assume(trigger);
        registry.register(near, 1, Interest.READABLE, trigger);
        for (int i = 0; i < 3; i++) {
            send("again");
            assertEvent(1, READABLE);
            assertThat(receive()).isEqualTo("again");
            assertThat(receive()).isNull();
            assertNone();
        }
    }

    @Test
    void aDeregisteredSocketIsSilentAndStillReceives() throws Exception {
        registry.register(near, 1, Interest.READABLE);
        send("unheard");
        registry.deregister(near);
        assertNone();
        assertThat(receive()).isEqualTo("unheard");
    }

    @Test
    void aConnectedSocketIsSilentAboutStrangers() throws Exception {
        connectIf(true);
        DatagramChannel stranger = udp();
        registry.register(near, 1, Interest.READABLE);
        stranger.send(StandardCharsets.US_ASCII.encode("hello"), near.getLocalAddress());
        assertNone();
        send("hello");
        assertEvent(1, READABLE);
    }

    @Test
    void aRegisteredSocketCanBeConnectedToOnePeerAfterTheOther() throws Exception {
        registry.register(near, 1, Interest.READABLE);
        for (int i = 0; i < 3; i++) {
            DatagramChannel peer = udp();
            SocketAddress address = near.getLocalAddress();
            near.connect(peer.getLocalAddress());
            peer.send(StandardCharsets.US_ASCII.encode("from a new one"), address);
            assertEvent(1, READABLE);
            assertThat(read(near)).isEqualTo("from a new one");
            assertNone();
            write(near, "answer");
            peer.configureBlocking(true);
            assertThat(peer.receive(ByteBuffer.allocate(16))).isEqualTo(address);
            near.disconnect();
        }
    }

    @Test
    void socketsOfIpv6AreLikeAnyOther() throws Exception {
        DatagramChannel six = own(DatagramChannel.open());
        try {
            six.bind(new InetSocketAddress(InetAddress.getByName("::1"), 0));
        } catch (IOException | UnsupportedAddressTypeException e) {
            assumeTrue(false, "this system has no IPv6: " + e);
        }
        six.configureBlocking(false);
        registry.register(six, 1, Interest.READABLE);
        assertNone();
        try (DatagramChannel sender = DatagramChannel.open()) {
            sender.send(StandardCharsets.US_ASCII.encode("hello"), six.getLocalAddress());
        }
        assertEvent(1, READABLE);
        registry.reregister(six, 2, Interest.WRITABLE);
        assertThat(assertEvent(2, WRITABLE).has(READABLE)).isFalse();
    }

    @Test
    void aSocketThatHasJoinedAGroupIsLikeAnyOther() throws Exception {
        DatagramChannel member = own(DatagramChannel.open(StandardProtocolFamily.INET));
        member.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        member.configureBlocking(false);
        try {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
            member.join(InetAddress.getByName("227.1.1.100"), loopback);
            member.join(InetAddress.getByName("227.1.1.101"), loopback);
        } catch (IOException e) {
            assumeTrue(false, "this system has no multicast on its loopback interface: " + e);
        }
        registry.register(member, 1, Interest.READABLE);
        assertNone();
        far.send(StandardCharsets.US_ASCII.encode("hello"), member.getLocalAddress());
        assertEvent(1, READABLE);
    }

    @Test
    void bothEndsCanBeWatchedByOnePoll() throws Exception {
        connectIf(true);
        registry.register(near, 1, Interest.READABLE);
        registry.register(far, 2, Interest.READABLE);
        write(near, "call");
        assertEvent(2, READABLE);
        assertThat(read(far)).isEqualTo("call");
        write(far, "answer");
        assertEvent(1, READABLE);
        assertThat(read(near)).isEqualTo("answer");
        assertNone();
    }

    @Test
    void aDatagramThatArrivesDuringAWaitEndsIt() throws Exception {
        registry.register(near, 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        send("now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }

    /**
     * The kernel reports the refusal of an earlier datagram as an error of the socket, and the next read fails with it.
     */
    @Test
    void aPortWithoutAListenerIsReported() throws Exception {
        far.connect(udp().getLocalAddress()); // keeps the port in use, and accepts datagrams of that peer only
        near.connect(far.getLocalAddress());
        registry.register(near, 1, Interest.READABLE);
        write(near, "anybody there?");
        Seen seen = assertEvent(1, ERROR);
        assertThat(hasHints() || seen.has(READABLE)).isTrue();
        assertThatThrownBy(() -> near.read(ByteBuffer.allocate(1))).isInstanceOf(PortUnreachableException.class);
        assertNone();
    }
}
