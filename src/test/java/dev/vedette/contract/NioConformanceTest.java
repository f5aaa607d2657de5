package dev.vedette.contract;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.BackendUnderTest;
import org.junit.jupiter.api.Nested;

public class NioConformanceTest {
    public interface Nio extends BackendUnderTest {
        @Override
        default Backend backend() {
            return Backend.NIO;
        }

        @Override
        default boolean hasHints() {
            return false;
        }

        @Override
        default boolean hasNanosecondTimeouts() {
            return false;
        }

        /** Since Java 24 a Selector parks a virtual thread, on Linux and macOS. */
        @Override
        default boolean parksVirtualThreads() {
            return Runtime.version().feature() >= 24;
        }
    }

    @Nested
    class Polling extends PollContract implements Nio {}

    @Nested
    class Registering extends RegistryContract implements Nio {}

    @Nested
    class Sources extends SourceContract implements Nio {}

    @Nested
    class ClosingChannels extends ChannelCloseContract implements Nio {}

    @Nested
    class Refusals extends RefusalContract implements Nio {}

    @Nested
    class Tcp extends TcpContract implements Nio {}

    @Nested
    class UnixDomain extends UnixDomainContract implements Nio {}

    @Nested
    class Udp extends UdpContract implements Nio {}

    @Nested
    class Pipes extends PipeContract implements Nio {}

    @Nested
    class Wakers extends WakerContract implements Nio {}

    @Nested
    class Times extends TimeContract implements Nio {}

    @Nested
    class Closing extends CloseContract implements Nio {}

    @Nested
    class Interrupts extends InterruptContract implements Nio {}

    @Nested
    class VirtualThreads extends VirtualThreadContract implements Nio {}

    @Nested
    class Capacities extends CapacityContract implements Nio {}

    @Nested
    class Storms extends OneshotStormContract implements Nio {}

    @Nested
    class Pauses extends PauseContract implements Nio {}

    @Nested
    class ExclusiveRegistrations extends ExclusiveContract implements Nio {}

    @Nested
    class Descriptions extends DescriptionContract implements Nio {}
}
