package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.contract.fixture.StreamPair;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix-domain sockets. */
abstract class UnixDomainContract extends StreamContract {
    @TempDir
    Path folder;

    private int addresses;

    @BeforeEach
    void assumeThatTheSystemHasThem() throws IOException {
        try {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
        } catch (UnsupportedOperationException e) {
            assumeTrue(false, "this system has no Unix-domain sockets: " + e.getMessage());
        }
    }

    @Override
    StreamPair openPair() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(freshAddress());
            SocketChannel near = own(SocketChannel.open(listener.getLocalAddress()));
            return StreamPair.of(near, own(listener.accept()));
        }
    }

    @Override
    ServerSocketChannel openListener() throws IOException {
        ServerSocketChannel listener = own(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        listener.bind(freshAddress());
        listener.configureBlocking(false);
        return listener;
    }

    @Override
    SocketChannel connect(ServerSocketChannel listener) throws IOException {
        SocketChannel channel = own(SocketChannel.open(StandardProtocolFamily.UNIX));
        channel.configureBlocking(false);
        channel.connect(listener.getLocalAddress());
        return channel;
    }

    private UnixDomainSocketAddress freshAddress() {
        return UnixDomainSocketAddress.of(folder.resolve("socket-" + addresses++));
    }

    @Test
    void aListenerIsNeverWritable() throws Exception {
        ServerSocketChannel listener = openListener();
        assertThatThrownBy(() -> registry.register(listener, 1, Interest.WRITABLE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPeerThatClosesClosesWritingToo() throws Exception {
        StreamPair pair = openPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        pair.far().close();
        awaitEvent(1, READABLE, READ_CLOSED, WRITE_CLOSED);
        assertThat(read(pair.near())).isEmpty();
    }
}
