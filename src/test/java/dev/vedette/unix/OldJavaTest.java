package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class OldJavaTest {
    @Test
    @EnabledForJreRange(max = JRE.JAVA_21)
    void theRefusalOfANativeDescriptorNamesItsRequirements() {
        List<ThrowingCallable> factories = List.of(
                EventFd::open,
                EventFd::openSemaphore,
                () -> EventFd.borrow(0),
                () -> EventFd.own(0),
                TimerFd::monotonic,
                TimerFd::realtime,
                () -> ProcessFd.open(1),
                () -> ProcessFd.open(ProcessHandle.current()),
                () -> SignalFd.open(Set.of(SignalEvent.Signal.USR1)),
                Inotify::open,
                UnixDatagram::open,
                () -> UnixDatagram.borrow(0),
                () -> UnixDatagram.own(0),
                () -> Descriptor.open(Path.of("/dev/null"), StandardOpenOption.READ));
        for (ThrowingCallable factory : factories) {
            assertThatThrownBy(factory)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Java 22")
                    .hasMessageContaining("--enable-native-access=");
        }
    }
}
