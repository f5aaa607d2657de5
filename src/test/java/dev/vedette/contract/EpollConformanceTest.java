package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.BackendUnderTest;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

public class EpollConformanceTest {
    @BeforeAll
    public static void assumeThatThisJvmHasItAndShowsItsChannels() throws IOException {
        try (Poll poll = Poll.builder().backend(Backend.EPOLL).open();
                DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            poll.registry().register(channel, 1, Interest.READABLE);
        } catch (UnsupportedOperationException e) {
            assertThat(Boolean.getBoolean("vedette.expectEpoll"))
                    .as(e.getMessage())
                    .isFalse();
            assumeTrue(false, e.getMessage());
        }
    }

    public interface Epoll extends BackendUnderTest {
        @Override
        default Backend backend() {
            return Backend.EPOLL;
        }

        @Override
        default boolean hasHints() {
            return true;
        }

        @Override
        default boolean hasNanosecondTimeouts() {
            return true;
        }

        /** A native wait would pin the carrier. A Selector around it does not, since Java 24. */
        @Override
        default boolean parksVirtualThreads() {
            return Runtime.version().feature() >= 24;
        }
    }

    @Nested
    class Polling extends PollContract implements Epoll {}

    @Nested
    class Registering extends RegistryContract implements Epoll {}

    @Nested
    class Sources extends SourceContract implements Epoll {}

    @Nested
    class ClosingChannels extends ChannelCloseContract implements Epoll {}

    @Nested
    class Refusals extends RefusalContract implements Epoll {}

    @Nested
    class Tcp extends TcpContract implements Epoll {}

    @Nested
    class UnixDomain extends UnixDomainContract implements Epoll {}

    @Nested
    class Udp extends UdpContract implements Epoll {}

    @Nested
    class Pipes extends PipeContract implements Epoll {}

    @Nested
    class Wakers extends WakerContract implements Epoll {}

    @Nested
    class Times extends TimeContract implements Epoll {}

    @Nested
    class Closing extends CloseContract implements Epoll {}

    @Nested
    class Interrupts extends InterruptContract implements Epoll {}

    @Nested
    class VirtualThreads extends VirtualThreadContract implements Epoll {}

    @Nested
    class Capacities extends CapacityContract implements Epoll {}

    @Nested
    class Storms extends OneshotStormContract implements Epoll {}

    @Nested
    class Pauses extends PauseContract implements Epoll {}

    @Nested
    class ExclusiveRegistrations extends ExclusiveContract implements Epoll {}

    @Nested
    class Descriptions extends DescriptionContract implements Epoll {}
}
