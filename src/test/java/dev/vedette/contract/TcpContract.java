package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.ERROR;
import static dev.vedette.contract.fixture.Bit.PRIORITY;
import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TCP. */
abstract class TcpContract extends StreamContract {
    @Override
    StreamPair openPair() throws IOException {
        return tcpPair();
    }

    @Override
    ServerSocketChannel openListener() throws IOException {
        return tcpListener();
    }

    @Override
    SocketChannel connect(ServerSocketChannel listener) throws IOException {
        return connecting(listener);
    }

    // ---- connecting

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aConnectingStreamIsWritableWhenItIsConnected(Trigger trigger) throws Exception {
        assume(trigger);
        SocketChannel channel = connecting(tcpListener());
        registry.register(channel, 1, Interest.WRITABLE, trigger);
        assertEvent(1, WRITABLE);
        assertThat(channel.finishConnect()).isTrue();
        if (trigger == Trigger.LEVEL) {
            assertEvent(1, WRITABLE);
        } else {
            assertNone();
        }
        registry.reregister(channel, 2, Interest.READABLE, trigger);
        assertNone();
    }

    @Test
    void aStreamThatConnectsDuringAWaitEndsTheWait() throws Exception {
        ServerSocketChannel listener = tcpListener();
        Task<List<Seen>> waiting = startPoll(null);
        SocketChannel channel = connecting(listener);
        registry.register(channel, 1, Interest.WRITABLE);
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
        assertThat(channel.finishConnect()).isTrue();
    }

    @Test
    void aConnectedStreamIsReportedReadableAndWritable() throws Exception {
        ServerSocketChannel listener = tcpListener();
        SocketChannel channel = connecting(listener);
        registry.register(channel, 1, Interest.READABLE.plus(Interest.WRITABLE));
        assertThat(assertEvent(1, WRITABLE).has(READABLE)).isFalse();
        assertThat(channel.finishConnect()).isTrue();
        write(accept(listener), "welcome");
        awaitEvent(1, READABLE, WRITABLE);
        assertThat(read(channel)).isEqualTo("welcome");
    }

    /** As of mio's sockets; see EPOLLHUP in epoll_ctl(2). */
    @Test
    void aStreamThatIsRegisteredBeforeItConnectsIsReportedByEveryPoll() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "what Linux does");
        SocketChannel channel = own(SocketChannel.open());
        channel.configureBlocking(false);
        registry.register(channel, 1, Interest.WRITABLE);
        for (int i = 0; i < 3; i++) {
            assertThat(poll(PATIENCE)).extracting(Seen::token).containsExactly(1L);
        }
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aRefusedConnectionIsWritableAndThenFails(Trigger trigger) throws Exception {
        assume(trigger);
        SocketChannel channel = refusedConnection();
        registry.register(channel, 1, Interest.WRITABLE, trigger);
        assertEvent(1, WRITABLE, ERROR, WRITE_CLOSED);
        assertThatThrownBy(channel::finishConnect).isInstanceOf(ConnectException.class);
    }

    /** Connects to a port that is bound and not listening, so that nothing else can listen on it. */
    private SocketChannel refusedConnection() throws IOException {
        SocketChannel deaf = own(SocketChannel.open());
        SocketAddress address = deaf.bind(anyLoopbackPort()).getLocalAddress();
        SocketChannel channel = own(SocketChannel.open());
        channel.configureBlocking(false);
        channel.connect(address);
        return channel;
    }

    @Test
    void aStreamOverIpv6IsLikeAnyOther() throws Exception {
        ServerSocketChannel listener = own(ServerSocketChannel.open());
        try {
            listener.bind(new InetSocketAddress(InetAddress.getByName("::1"), 0));
        } catch (IOException | UnsupportedAddressTypeException e) {
            assumeTrue(false, "this system has no IPv6: " + e);
        }
        listener.configureBlocking(false);
        registry.register(listener, 1, Interest.READABLE);
        SocketChannel client = connecting(listener);
        registry.register(client, 2, Interest.WRITABLE);
        awaitEvent(2, WRITABLE);
        assertThat(client.finishConnect()).isTrue();
        awaitEvent(1, READABLE);
        SocketChannel accepted = own(listener.accept());
        registry.reregister(client, 3, Interest.READABLE);
        assertNone();
        write(accepted, "welcome");
        assertEvent(3, READABLE);
        assertThat(read(client)).isEqualTo("welcome");
        accepted.close();
        awaitEvent(3, READABLE, READ_CLOSED);
    }

    // ---- resets

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aResetMakesTheStreamReadableAndClosesIt(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        reset(pair.far());
        awaitEvent(1, READABLE, ERROR, READ_CLOSED, WRITE_CLOSED);
        assertEnded(pair.near());
    }

    @Test
    void aResetIsReportedToARegistrationForWriting() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.WRITABLE);
        reset(pair.far());
        awaitEvent(1, WRITABLE, ERROR, READ_CLOSED, WRITE_CLOSED);
        assertThatThrownBy(() -> write(pair.near(), "!")).isInstanceOf(IOException.class);
    }

    @Test
    void aResetBeforeTheRegistrationIsReportedToo() throws Exception {
        StreamPair pair = openPair();
        reset(pair.far());
        registry.register(pair.near(), 1, Interest.READABLE);
        awaitEvent(1, READABLE, ERROR, READ_CLOSED, WRITE_CLOSED);
        assertEnded(pair.near());
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aPeerThatClosesOverUnreadBytesResetsTheStream(Trigger trigger) throws Exception {
        assume(trigger);
        StreamPair pair = openPair();
        write(pair.near(), "unread");
        awaitReadable(pair.far());
        registry.register(pair.near(), 1, Interest.READABLE, trigger);
        assertNone();
        pair.far().close();
        awaitEvent(1, READABLE, READ_CLOSED);
        assertEnded(pair.near());
    }

    private void awaitReadable(SocketChannel channel) throws IOException {
        Watch other = openWatch(1);
        other.registry().register(channel, 0, Interest.READABLE);
        other.assertEvent(0, READABLE);
        other.poll().close();
    }

    private static void reset(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    private static void assertEnded(SocketChannel channel) {
        int[] count = {-1};
        Throwable failure = catchThrowable(() -> count[0] = channel.read(ByteBuffer.allocate(1)));
        assertThat(count[0]).isEqualTo(-1);
        assertThat(failure == null || failure instanceof IOException).isTrue();
    }

    // ---- urgent data

    @Test
    void anUrgentByteIsPriority() throws Exception {
        assumeHints();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(anyLoopbackPort());
            try (Socket peer = new Socket()) {
                peer.connect(listener.getLocalAddress());
                SocketChannel channel = own(listener.accept());
                channel.configureBlocking(false);
                registry.register(channel, 1, Interest.READABLE.plus(Interest.PRIORITY));
                assertNone();
                peer.sendUrgentData('!');
                assertEvent(1, READABLE, PRIORITY);
            }
        }
    }
}
