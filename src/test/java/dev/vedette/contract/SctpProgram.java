package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.SctpChannel;
import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Watch;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * Registers an {@link SctpChannel}, whose {@code provider()} is null. Few systems have SCTP, so the channel stands on a
 * TCP socket: a Poll and a Selector look at the channel's class and at its descriptor, not at the protocol.
 */
final class SctpProgram {
    /** The packages whose constructor and methods this calls by reflection. */
    static final String[] OPEN_PACKAGES = {
        "--add-opens=jdk.sctp/sun.nio.ch.sctp=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
    };

    private SctpProgram() {}

    public static void main(String[] arguments) throws Exception {
        Backend backend = Backend.valueOf(arguments[0]);
        try (Poll poll = Poll.builder().backend(backend).open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel near = SocketChannel.open(listener.getLocalAddress());
            SocketChannel far = listener.accept();
            SctpChannel channel = channelOn(near);
            channel.configureBlocking(false);
            assertThat(channel.provider()).isNull();
            isServed(new Watch(poll, 4, backend == Backend.EPOLL), channel, far);
            near.read(ByteBuffer.allocate(1));
            poll.registry().close(channel);
            assertThat(channel.isOpen()).isFalse();
            assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    /** As {@code SctpChannel.open()} and {@code accept()} make them: without a provider. */
    private static SctpChannel channelOn(SocketChannel socket) throws ReflectiveOperationException {
        Method number = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
        number.setAccessible(true);
        Method descriptor = Class.forName("sun.nio.ch.IOUtil").getMethod("newFD", int.class);
        descriptor.setAccessible(true);
        return (SctpChannel) Class.forName("sun.nio.ch.sctp.SctpChannelImpl")
                .getConstructor(SelectorProvider.class, FileDescriptor.class, Association.class)
                .newInstance(null, descriptor.invoke(null, number.invoke(socket)), new Association(1, 1, 1) {});
    }

    private static void isServed(Watch watch, SelectableChannel channel, SocketChannel far) throws IOException {
        Registry registry = watch.registry();
        registry.register(channel, 1, Interest.READABLE);
        watch.assertNone();
        far.write(ByteBuffer.wrap(new byte[1]));
        watch.assertEvent(1, READABLE);
        assertThatThrownBy(() -> registry.register(channel, 2, Interest.READABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        registry.reregister(channel, 3, Interest.WRITABLE, Trigger.ONESHOT);
        watch.assertEvent(3, WRITABLE);
        watch.assertNone();
        registry.deregister(channel);
        assertThatThrownBy(() -> registry.reregister(channel, 4, Interest.READABLE))
                .isInstanceOf(NotRegisteredException.class);
        registry.register(channel, 5, Interest.READABLE);
        watch.assertEvent(5, READABLE);
    }
}
