package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The common behaviour of all kinds of descriptors: opening, events in a Poll, and closing. */
@Timeout(180)
@LinuxOnly
class KindsTest {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CENSUS_ROUNDS = 10_000;

    private interface Opener {
        Descriptor open(Path directory) throws IOException;
    }

    private interface Action {
        void on(Descriptor descriptor, Path directory) throws IOException;
    }

    /** The kinds, each with the way to open it, to make it readable, and to drain it. */
    enum Kind {
        EVENT_FD(
                directory -> EventFd.open(),
                (fd, directory) -> ((EventFd) fd).add(1),
                (fd, directory) -> ((EventFd) fd).take(),
                CENSUS_ROUNDS),
        MONOTONIC_TIMER(
                directory -> TimerFd.monotonic(),
                (fd, directory) -> ((TimerFd) fd).after(Duration.ofNanos(1)),
                (fd, directory) -> ((TimerFd) fd).expirations(),
                CENSUS_ROUNDS),
        REALTIME_TIMER(
                directory -> TimerFd.realtime(),
                (fd, directory) -> ((TimerFd) fd).after(Duration.ofNanos(1)),
                (fd, directory) -> ((TimerFd) fd).expirations(),
                CENSUS_ROUNDS),
        /** Fewer rounds, because closing an instance with a watch waits for a grace period in the kernel. */
        INOTIFY(
                Kind::watching,
                (fd, directory) -> Files.delete(Files.createTempFile(directory, null, null)),
                (fd, directory) -> ((Inotify) fd).take(),
                200),
        UNIX_DATAGRAM(
                directory -> bound(),
                (fd, directory) -> send((UnixDatagram) fd),
                (fd, directory) -> ((UnixDatagram) fd).receive(ByteBuffer.allocate(8)),
                CENSUS_ROUNDS),
        FIFO(
                directory -> Descriptor.open(
                        Fds.fifo(directory.resolve("fifo")), StandardOpenOption.READ, StandardOpenOption.WRITE),
                (fd, directory) -> fd.write(ByteBuffer.allocate(1)),
                (fd, directory) -> fd.read(ByteBuffer.allocate(8)),
                CENSUS_ROUNDS);

        private final Opener opener;
        private final Action signal;
        private final Action drain;
        private final int censusRounds;

        Kind(Opener opener, Action signal, Action drain, int censusRounds) {
            this.opener = opener;
            this.signal = signal;
            this.drain = drain;
            this.censusRounds = censusRounds;
        }

        private static Inotify watching(Path directory) throws IOException {
            Inotify inotify = Inotify.open();
            inotify.add(directory, Set.of(InotifyEvent.Kind.DELETED));
            return inotify;
        }

        private static UnixDatagram bound() throws IOException {
            UnixDatagram socket = UnixDatagram.open();
            socket.bind(UnixAddress.unnamed());
            return socket;
        }

        private static void send(UnixDatagram socket) throws IOException {
            try (UnixDatagram sender = UnixDatagram.open()) {
                assertThat(sender.send(ByteBuffer.allocate(1), socket.localAddress()))
                        .isTrue();
            }
        }
    }

    private final Events events = Events.withCapacity(8);

    @TempDir
    private Path directory;

    private static Stream<Arguments> kindsOnEveryBackend() {
        return Stream.of(Backend.NIO, Backend.EPOLL)
                .flatMap(backend -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(backend, kind)));
    }

    private static Poll open(Backend backend) throws IOException {
        return Poll.builder().backend(backend).open();
    }

    private void assertNone(Poll poll) throws IOException {
        assertThat(poll.poll(events, QUIET)).as("%s", events).isZero();
    }

    private void assertReadable(Poll poll, long token) throws IOException {
        assertThat(poll.poll(events, PATIENCE)).as("%s", events).isOne();
        assertThat(events.get(0)).returns(token, Event::token).returns(true, Event::isReadable);
    }

    @ParameterizedTest
    @MethodSource("kindsOnEveryBackend")
    void levelIsReportedUntilItIsDrained(Backend backend, Kind kind) throws IOException {
        try (Poll poll = open(backend);
                Descriptor fd = kind.opener.open(directory)) {
            poll.registry().register(fd, 1, Interest.READABLE);
            assertNone(poll);
            kind.signal.on(fd, directory);
            assertReadable(poll, 1);
            assertReadable(poll, 1);
            kind.drain.on(fd, directory);
            assertNone(poll);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOnEveryBackend")
    void edgeIsReportedOncePerChange(Backend backend, Kind kind) throws IOException {
        try (Poll poll = open(backend);
                Descriptor fd = kind.opener.open(directory)) {
            poll.registry().register(fd, 1, Interest.READABLE, Trigger.EDGE);
            for (int i = 0; i < 3; i++) {
                kind.signal.on(fd, directory);
                assertReadable(poll, 1);
                assertNone(poll);
                kind.drain.on(fd, directory);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOnEveryBackend")
    void oneshotIsSilentUntilItIsReregistered(Backend backend, Kind kind) throws IOException {
        try (Poll poll = open(backend);
                Descriptor fd = kind.opener.open(directory)) {
            poll.registry().register(fd, 1, Interest.READABLE, Trigger.ONESHOT);
            kind.signal.on(fd, directory);
            assertReadable(poll, 1);
            assertNone(poll);
            poll.registry().reregister(fd, 2, Interest.READABLE, Trigger.ONESHOT);
            assertReadable(poll, 2);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOnEveryBackend")
    void anotherThreadMakesItReadableDuringAPoll(Backend backend, Kind kind) throws Exception {
        try (Poll poll = open(backend);
                Descriptor fd = kind.opener.open(directory)) {
            poll.registry().register(fd, 1, Interest.READABLE);
            FutureTask<Void> signal = new FutureTask<>(() -> {
                Thread.sleep(20);
                kind.signal.on(fd, directory);
                return null;
            });
            new Thread(signal).start();
            assertReadable(poll, 1);
            signal.get();
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOnEveryBackend")
    void aDescriptorClosedDuringAPollLeavesIt(Backend backend, Kind kind) throws Exception {
        Descriptor fd = kind.opener.open(directory);
        try (Poll poll = open(backend);
                EventFd end = EventFd.open()) {
            poll.registry().register(fd, 1, Interest.READABLE);
            poll.registry().register(end, 2, Interest.READABLE);
            FutureTask<Void> close = new FutureTask<>(() -> {
                Thread.sleep(20);
                fd.close();
                end.add(1);
                return null;
            });
            new Thread(close).start();
            assertReadable(poll, 2);
            close.get();
            assertThat(Fds.isOpen(fd.fd())).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsNonBlockingAndClosedOnExec(Kind kind) throws IOException {
        try (Descriptor fd = kind.opener.open(directory)) {
            long flags = Fds.flags(fd.fd());
            assertThat(flags & 0x80000).as("O_CLOEXEC of %o", flags).isPositive();
            assertThat(flags & 0x800).as("O_NONBLOCK of %o", flags).isPositive();
            kind.drain.on(fd, directory); // does not block
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedDescriptorRefusesUse(Kind kind) throws IOException {
        Descriptor fd = kind.opener.open(directory);
        fd.close();
        fd.close();
        assertThat(fd.isOpen()).isFalse();
        assertThatThrownBy(() -> kind.drain.on(fd, directory)).isInstanceOf(ClosedChannelException.class);
        if (fd instanceof TimerFd timer) {
            assertThatThrownBy(() -> timer.after(QUIET)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(timer::remaining).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(timer::disarm).isInstanceOf(ClosedChannelException.class);
        } else if (fd instanceof Inotify inotify) {
            assertThatThrownBy(() -> inotify.add(directory, Set.of(InotifyEvent.Kind.CREATED)))
                    .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> inotify.remove(1)).isInstanceOf(ClosedChannelException.class);
        } else if (fd instanceof UnixDatagram socket) {
            UnixAddress address = UnixAddress.ofAbstract("nobody");
            assertThatThrownBy(() -> socket.bind(address)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> socket.connect(address)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(socket::disconnect).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(socket::localAddress).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(socket::remoteAddress).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(1), address))
                    .isInstanceOf(ClosedChannelException.class);
        } else {
            assertThatThrownBy(() -> kind.signal.on(fd, directory)).isInstanceOf(ClosedChannelException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void openingAndClosingLeavesNoDescriptor(Kind kind) throws IOException {
        kind.opener.open(directory).close();
        List<String> before = DescriptorCensus.take();
        int fd = -1;
        for (int i = 0; i < kind.censusRounds; i++) {
            try (Descriptor descriptor = kind.opener.open(directory)) {
                fd = descriptor.fd();
            }
        }
        assertThat(Fds.isOpen(fd)).isFalse();
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }
}
