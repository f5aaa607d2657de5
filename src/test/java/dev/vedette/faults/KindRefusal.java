package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.unix.Descriptor;
import dev.vedette.unix.EventFd;
import dev.vedette.unix.Inotify;
import dev.vedette.unix.InotifyEvent;
import dev.vedette.unix.ProcessFd;
import dev.vedette.unix.SignalEvent;
import dev.vedette.unix.SignalFd;
import dev.vedette.unix.TimerFd;
import dev.vedette.unix.UnixDatagram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A program that uses {@code dev.vedette.unix} while a system call fails; {@link SystemRefusalTest} makes it fail. */
final class KindRefusal {
    private KindRefusal() {}

    public static void main(String[] arguments) throws Exception {
        warmUp();
        List<String> before = DescriptorCensus.take();
        Throwable failure = catchThrowable(() -> use(arguments[0]));
        if (arguments.length == 1) {
            assertThat(failure)
                    .as("the exception of a failure that is no fault")
                    .isNull();
        } else {
            assertThat(failure).hasMessageContaining(arguments[2]);
            assertThat(failure.getClass().getSimpleName()).isEqualTo(arguments[1]);
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    /** Loads the libraries that the JDK opens at their first use, before the census. */
    private static void warmUp() throws IOException {
        Descriptor.borrow(0).setNonBlocking(false);
    }

    private static void use(String kind) throws IOException {
        switch (kind) {
            case "eventfd" -> EventFd.open().close();
            case "timer" -> TimerFd.monotonic().close();
            case "process" -> ProcessFd.open(ProcessHandle.current()).close();
            case "inotify" -> Inotify.open().close();
            case "watch" -> {
                try (Inotify inotify = Inotify.open()) {
                    inotify.add(Path.of("/"), Set.of(InotifyEvent.Kind.CREATED));
                }
            }
            case "datagram" -> UnixDatagram.open().close();
            case "signal" -> SignalFd.open(Set.of(SignalEvent.Signal.USR1)).close();
            case "armed" -> {
                try (TimerFd timer = TimerFd.realtime()) {
                    timer.atUnlessClockSet(Instant.now());
                }
            }
            case "asked" -> {
                try (TimerFd timer = TimerFd.monotonic()) {
                    // leaves an errno, which a later success must ignore
                    assertThatThrownBy(() -> Descriptor.borrow(-1).setNonBlocking(true))
                            .hasMessageContaining("EBADF");
                    assertThat(timer.expirations()).isZero();
                }
            }
            case "clock" -> {
                try (TimerFd timer = TimerFd.realtime()) {
                    timer.atUnlessClockSet(Instant.now());
                    timer.expirations();
                }
            }
            default -> throw new AssertionError(kind);
        }
    }
}
