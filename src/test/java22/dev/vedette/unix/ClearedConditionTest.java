package dev.vedette.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.ChildJvm;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.nio.Channels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Descriptors whose condition is cleared when the kernel asks for it, so that the first of several epoll instances to
 * ask is the only one to see it.
 */
@Timeout(180)
@Tag("slow")
@LinuxOnly
class ClearedConditionTest {
    private static final Duration NONE = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(40);

    /** Who polls. */
    enum Threads {
        PLATFORM,
        VIRTUAL;

        Thread start(Runnable body) {
            return this == VIRTUAL
                    ? Thread.ofVirtual().start(body)
                    : Thread.ofPlatform().daemon().start(body);
        }
    }

    /** What is registered, and with which interest. */
    enum Kind {
        MOUNTS(Interest.PRIORITY),
        HOSTNAME(Interest.PRIORITY),
        PERF_EVENT(Interest.READABLE);

        private final Interest interest;

        Kind(Interest interest) {
            this.interest = interest;
        }

        private boolean isIn(Event event) {
            return interest.isPriority() ? event.isPriority() : event.isReadable();
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    /** A descriptor, and how its condition comes about; returns after that. */
    private record Subject(Descriptor descriptor, Action change) {}

    @TempDir
    private Path directory;

    private final Events events = Events.withCapacity(16);
    private final List<Closeable> opened = new ArrayList<>();
    private Namespace namespace;

    @AfterEach
    void close() throws IOException {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private static Stream<Arguments> everywhere() {
        return Stream.of(Backend.NIO, Backend.EPOLL)
                .flatMap(backend -> Arrays.stream(Threads.values()).map(threads -> Arguments.of(backend, threads)));
    }

    private static Stream<Arguments> everyKindEverywhere() {
        return everywhere()
                .flatMap(arguments -> Arrays.stream(Kind.values())
                        .flatMap(kind -> Arrays.stream(Trigger.values())
                                .map(trigger -> Arguments.of(
                                        arguments.get()[0], arguments.get()[1], kind, trigger))));
    }

    private Poll open(Backend backend) throws IOException {
        return keep(Poll.builder().backend(backend).open());
    }

    private <T extends Closeable> T keep(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private Namespace namespace() throws IOException {
        if (namespace == null) {
            Optional<Namespace> maybe = Namespace.open(directory);
            assumeTrue(maybe.isPresent(), "mounts and host names need unshare(1) and leave to use it");
            namespace = keep(maybe.get());
        }
        return namespace;
    }

    private Descriptor openMounts() throws IOException {
        return keep(Descriptor.own(Fds.open(namespace().mounts())));
    }

    private Subject open(Kind kind) throws IOException {
        return switch (kind) {
            case MOUNTS -> new Subject(openMounts(), namespace::changeMounts);
            case HOSTNAME -> {
                Path path = Path.of("/proc/sys/kernel/hostname");
                assumeTrue(Files.isReadable(path), "there is no " + path);
                yield new Subject(keep(Descriptor.own(Fds.open(path))), namespace()::changeHostname);
            }
            case PERF_EVENT -> {
                Optional<PerfEvent> event = PerfEvent.open();
                assumeTrue(event.isPresent(), "the system forbids perf_event_open");
                keep(event.get());
                yield new Subject(event.get().descriptor(), event.get()::fault);
            }
        };
    }

    // ---- events

    @ParameterizedTest
    @MethodSource("everyKindEverywhere")
    void everyConditionIsReportedToAPollThatWaits(Backend backend, Threads threads, Kind kind, Trigger trigger)
            throws Exception {
        Poll poll = open(backend);
        Subject subject = open(kind);
        poll.registry().register(subject.descriptor, 0, kind.interest, trigger);
        for (int token = 1; token <= 3; token++) {
            poll.registry().reregister(subject.descriptor, token, kind.interest, trigger);
            if (trigger != Trigger.ONESHOT) {
                drain(poll, threads);
            }
            FutureTask<Integer> waiting = startPoll(poll, threads);
            subject.change.run();
            assertThat(waiting.get()).isOne();
            assertThat(events.get(0)).returns((long) token, Event::token).matches(kind::isIn);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKindEverywhere")
    void aConditionThatComesBetweenTwoPollsIsReported(Backend backend, Threads threads, Kind kind, Trigger trigger)
            throws Exception {
        Poll poll = open(backend);
        Subject subject = open(kind);
        poll.registry().register(subject.descriptor, 1, kind.interest, trigger);
        for (int round = 0; round < 3; round++) {
            subject.change.run();
            assertThat(poll(poll, threads, LONG)).isOne();
            assertThat(events.get(0)).returns(1L, Event::token).matches(kind::isIn);
            if (trigger == Trigger.ONESHOT) {
                poll.registry().reregister(subject.descriptor, 1, kind.interest, trigger);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyKindEverywhere")
    void aConditionFromBeforeTheRegistrationIsReported(Backend backend, Threads threads, Kind kind, Trigger trigger)
            throws Exception {
        Poll poll = open(backend);
        Subject subject = open(kind);
        subject.change.run();
        poll.registry().register(subject.descriptor, 1, kind.interest, trigger);
        assertThat(poll(poll, threads, LONG)).isOne();
        assertThat(events.get(0)).returns(1L, Event::token).matches(kind::isIn);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aConditionThatRegisteringHasClearedIsReportedUnderTheLatestToken(Backend backend, Threads threads)
            throws Exception {
        Poll poll = open(backend);
        Subject subject = open(Kind.MOUNTS);
        subject.change.run();
        poll.registry().register(subject.descriptor, 1, Interest.PRIORITY);
        poll.registry().reregister(subject.descriptor, 2, Interest.PRIORITY, Trigger.ONESHOT);
        poll.registry().reregister(subject.descriptor, 3, Interest.PRIORITY, Trigger.EDGE);
        assertOnly(poll, threads, 3);
        assertNone(poll, threads);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aOneshotIsSilentUntilReregisteredAndThenReportsWhatHasHappened(Backend backend, Threads threads)
            throws Exception {
        Poll poll = open(backend);
        Subject subject = open(Kind.MOUNTS);
        poll.registry().register(subject.descriptor, 1, Interest.PRIORITY, Trigger.ONESHOT);
        for (int round = 0; round < 3; round++) {
            assertNone(poll, threads);
            subject.change.run();
            assertOnly(poll, threads, 1);
            for (int again = 0; again < 2; again++) {
                subject.change.run();
                assertNone(poll, threads);
                subject.change.run();
                assertNone(poll, threads);
                poll.registry().reregister(subject.descriptor, 1, Interest.PRIORITY, Trigger.ONESHOT);
                assertOnly(poll, threads, 1);
            }
            poll.registry().reregister(subject.descriptor, 1, Interest.PRIORITY, Trigger.ONESHOT);
        }
    }

    /** One condition comes before the pause, one is cleared by the registration, and one comes during the pause. */
    @ParameterizedTest
    @MethodSource("everyKindEverywhere")
    void aConditionIsKeptDuringAPause(Backend backend, Threads threads, Kind kind, Trigger trigger) throws Exception {
        Poll poll = open(backend);
        Subject subject = open(kind);
        poll.registry().register(subject.descriptor, 1, kind.interest, trigger);
        subject.change.run();
        for (int round = 0; round < 3; round++) {
            poll.registry().reregister(subject.descriptor, 2, Interest.NONE, trigger);
            assertNone(poll, threads);
            if (round == 2) {
                subject.change.run();
                assertNone(poll, threads);
            }
            poll.registry().reregister(subject.descriptor, 3, kind.interest, trigger);
            assertThat(poll(poll, threads, LONG)).isOne();
            assertThat(events.get(0)).returns(3L, Event::token).matches(kind::isIn);
            if (round == 0) {
                poll.registry().reregister(subject.descriptor, 4, kind.interest, trigger);
                subject.change.run();
            }
        }
        poll.registry().reregister(subject.descriptor, 5, Interest.NONE, trigger);
        poll.registry().deregister(subject.descriptor);
        subject.change.run();
        assertNone(poll, threads);
        assertThatThrownBy(() -> poll.registry().deregister(subject.descriptor))
                .isInstanceOf(NotRegisteredException.class);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aConditionFromBeforeAPausedRegistrationIsKept(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        Subject subject = open(Kind.MOUNTS);
        subject.change.run();
        poll.registry().register(subject.descriptor, 1, Interest.NONE);
        assertNone(poll, threads);
        assertThat(poll.registry().describe()).contains(", NONE or disarmed, token 1");
        poll.registry().reregister(subject.descriptor, 2, Interest.PRIORITY);
        assertOnly(poll, threads, 2);
        assertThat(poll.registry().describe())
                .contains(", PRIORITY, LEVEL, token 2")
                .contains("1 registration:");
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void anExclusiveRegistrationIsServedLikeAnother(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        poll.registry().registerExclusive(openMounts(), 1, Interest.READABLE);
        assertOnly(poll, threads, 1);
    }

    /** As epoll does; a program that reads the file with {@link Interest#READABLE} must not miss it. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void aConditionThatLastsIsReportedByEveryPollUntilNobodyAsks(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        Subject subject = open(Kind.MOUNTS);
        poll.registry().register(subject.descriptor, 1, Interest.READABLE);
        for (int i = 0; i < 5; i++) {
            assertOnly(poll, threads, 1);
        }
        poll.registry().reregister(subject.descriptor, 2, Interest.PRIORITY);
        assertNone(poll, threads);
        subject.change.run();
        assertOnly(poll, threads, 2);
        poll.registry().reregister(subject.descriptor, 3, Interest.READABLE, Trigger.EDGE);
        assertOnly(poll, threads, 3);
        assertNone(poll, threads);
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void pressureIsReportedToAllPolls(Backend backend) throws Exception {
        Path path = Path.of("/proc/pressure/cpu");
        assumeTrue(Files.isWritable(path), "pressure needs " + path + " and leave to write to it");
        List<FutureTask<Integer>> waiting = new ArrayList<>();
        List<Events> found = new ArrayList<>();
        for (Threads threads : Threads.values()) {
            Poll poll = open(backend);
            Descriptor trigger = openPressure(path);
            poll.registry().register(trigger, 7, Interest.PRIORITY);
            Events own = Events.withCapacity(4);
            found.add(own);
            waiting.add(start(threads, () -> poll.poll(own, LONG)));
        }
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++) {
            load.add(Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }));
        }
        try {
            for (FutureTask<Integer> one : waiting) {
                assertThat(one.get()).isOne();
            }
        } finally {
            load.forEach(Thread::interrupt);
        }
        for (Events one : found) {
            assertThat(one.get(0)).returns(7L, Event::token).returns(true, Event::isPriority);
        }
    }

    private Descriptor openPressure(Path path) throws IOException {
        Descriptor trigger = keep(Descriptor.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            trigger.write(ByteBuffer.wrap("some 100000 2000000\0".getBytes(US_ASCII)));
        } catch (IOException e) {
            assumeTrue(false, "the system forbids a trigger: " + e.getMessage());
        }
        return trigger;
    }

    // ---- together with others

    @ParameterizedTest
    @MethodSource("everywhere")
    void othersAreReportedBesidesWhateverTheCapacity(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        List<Descriptor> mounts = new ArrayList<>();
        for (int token = 0; token < 4; token++) {
            mounts.add(openMounts());
            poll.registry().register(mounts.get(token), token, Interest.PRIORITY);
        }
        Descriptor eventfd = keep(Descriptor.own(Fds.eventfd()));
        poll.registry().register(eventfd, 4, Interest.READABLE);
        eventfd.write(DescriptorContract.one());
        DatagramChannel channel = keep(DatagramChannel.open());
        channel.configureBlocking(false);
        poll.registry().register(channel, 5, Interest.WRITABLE);
        for (int capacity = 1; capacity <= 7; capacity++) {
            namespace.changeMounts();
            Set<Long> missing = new HashSet<>(Set.of(0L, 1L, 2L, 3L, 4L, 5L));
            Events few = Events.withCapacity(capacity);
            for (int polls = 0; !missing.isEmpty(); polls++) {
                assertThat(polls).as("missing: %s", missing).isLessThan(60);
                assertThat(run(threads, () -> poll.poll(few, LONG))).isPositive();
                few.forEach(event -> missing.remove(event.token()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theTokenThatTheLibraryUsesForItselfHasItsTurnsToo(Backend backend, Threads threads) throws Exception {
        long own = 0x7665_6465_7474_6521L;
        Poll poll = open(backend);
        Descriptor eventfd = keep(Descriptor.own(Fds.eventfd()));
        poll.registry().register(eventfd, own, Interest.READABLE);
        eventfd.write(DescriptorContract.one());
        poll.registry().register(openMounts(), 1, Interest.READABLE);
        poll.registry().register(openMounts(), 2, Interest.READABLE);
        for (int capacity = 1; capacity <= 4; capacity++) {
            Events few = Events.withCapacity(capacity);
            Set<Long> missing = new HashSet<>(Set.of(own, 1L, 2L));
            for (int polls = 0; !missing.isEmpty(); polls++) {
                assertThat(polls).as("missing: %s", missing).isLessThan(60);
                assertThat(run(threads, () -> poll.poll(few, LONG))).isPositive();
                few.forEach(event -> missing.remove(event.token()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void aPollInAPollReportsWhatTheOuterOneHasSeen(Backend backend) throws Exception {
        Poll outer = open(backend);
        Descriptor first = keep(Descriptor.own(Fds.eventfd()));
        outer.registry().register(first, 1, Interest.READABLE);
        List<Integer> before = DescriptorContract.epolls();
        Poll inner = open(Backend.EPOLL);
        int innerFd = DescriptorContract.newEpoll(before);
        Subject subject = open(Kind.MOUNTS);
        inner.registry().register(subject.descriptor, 2, Interest.PRIORITY);
        outer.registry().register(Descriptor.borrow(innerFd), 3, Interest.READABLE);
        drain(inner, Threads.PLATFORM);
        for (int round = 0; round < 3; round++) {
            subject.change.run();
            assertOnly(outer, Threads.PLATFORM, 3);
            assertThat(inner.poll(events, Duration.ZERO)).isOne();
            assertThat(events.token(0)).isEqualTo(2);
            drain(inner, Threads.PLATFORM);
        }
    }

    /** Each change is reported before the next is made, so that one report less is a wait that does not end. */
    @ParameterizedTest
    @MethodSource("everywhere")
    void noConditionIsLostWhileOthersRegisterWakeAndTimeOut(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        Subject subject = open(Kind.MOUNTS);
        poll.registry().register(subject.descriptor, 1, Interest.PRIORITY);
        Descriptor other = openMounts();
        FutureTask<Void> traffic = new FutureTask<>(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                poll.registry().register(other, 2, Interest.PRIORITY);
                poll.registry().reregister(other, 2, Interest.PRIORITY, Trigger.ONESHOT);
                poll.registry().deregister(other);
                try (DatagramChannel channel = DatagramChannel.open()) {
                    channel.configureBlocking(false);
                    poll.registry().register(channel, 3, Interest.READABLE);
                    poll.registry().close(channel);
                }
            }
            return null;
        });
        Thread thread = Thread.ofPlatform().daemon().start(traffic);
        try {
            for (int round = 0; round < 100; round++) {
                Duration timeout = Duration.ofNanos(1 + round % 4 * 700_000L);
                FutureTask<Void> waiting = start(threads, () -> {
                    boolean found = false;
                    while (!found) {
                        poll.poll(events, timeout);
                        for (Event event : events) {
                            found |= event.token() == 1 && event.isPriority();
                        }
                    }
                    return null;
                });
                subject.change.run();
                waiting.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            thread.interrupt();
            thread.join();
        }
        traffic.get();
    }

    // ---- quiet

    @ParameterizedTest
    @MethodSource("everywhere")
    void aPollWithoutEventsSleeps(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        Subject subject = open(Kind.MOUNTS);
        poll.registry().register(subject.descriptor, 1, Interest.PRIORITY);
        subject.change.run();
        assertOnly(poll, threads, 1);
        long cpuMs = run(threads, () -> {
            long before = cpuTimeMs();
            assertThat(poll.poll(events, Duration.ofSeconds(2))).isZero();
            return cpuTimeMs() - before;
        });
        assertThat(cpuMs).as("of 2000").isLessThan(100);
    }

    /** Of this thread, and of those that carry virtual threads and poll for them. */
    private static long cpuTimeMs() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long ns = Thread.currentThread().isVirtual() ? 0 : threads.getCurrentThreadCpuTime();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null
                    && (info.getThreadName().contains("ForkJoinPool")
                            || info.getThreadName().contains("Poller"))) {
                ns += Math.max(0, threads.getThreadCpuTime(id));
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }

    /** Polls from a virtual thread that is the only one to have a carrier, while another makes the change. */
    static final class OneCarrier {
        private OneCarrier() {}

        public static void main(String[] arguments) throws Exception {
            try (Poll poll = Poll.builder()
                            .backend(Backend.valueOf(arguments[0]))
                            .open();
                    Namespace namespace = Namespace.open(Path.of(arguments[1])).orElseThrow();
                    Descriptor mounts = Descriptor.own(Fds.open(namespace.mounts()))) {
                poll.registry().register(mounts, 1, Interest.PRIORITY);
                Events events = Events.withCapacity(2);
                FutureTask<Integer> waiting = new FutureTask<>(() -> poll.poll(events, LONG));
                FutureTask<Boolean> changing = new FutureTask<>(() -> {
                    Thread.sleep(100);
                    namespace.changeMounts();
                    return waiting.isDone();
                });
                Thread.ofVirtual().start(waiting);
                Thread.ofVirtual().start(changing);
                assertThat(waiting.get()).isOne();
                assertThat(changing.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void aVirtualThreadThatWaitsHoldsNoCarrier(Backend backend) throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "a Selector holds the carrier before Java 24");
        namespace();
        new ChildJvm(
                        OneCarrier.class,
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .with(backend, directory)
                .run(Duration.ofMinutes(1));
    }

    // ---- closing and registering again

    @ParameterizedTest
    @MethodSource("everywhere")
    void aClosedDescriptorIsNotReportedNorIsTheNextOneOfItsNumber(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        assertNone(poll, threads); // opens the descriptors that polls of this thread need, before the number is free
        Descriptor first = openMounts();
        int number = first.fd();
        namespace.changeMounts();
        poll.registry().register(first, 1, Interest.PRIORITY);
        namespace.changeMounts();
        first.close();
        assertNone(poll, threads);

        Descriptor eventfd = atNumber(number, Fds.eventfd());
        eventfd.write(DescriptorContract.one());
        namespace.changeMounts();
        assertNone(poll, threads);
        poll.registry().register(eventfd, 2, Interest.READABLE, Trigger.EDGE);
        assertOnly(poll, threads, 2);
        eventfd.close();

        Descriptor second = atNumber(number, Fds.open(namespace.mounts()));
        poll.registry().register(second, 3, Interest.PRIORITY, Trigger.ONESHOT);
        assertNone(poll, threads);
        namespace.changeMounts();
        assertOnly(poll, threads, 3);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aNumberThatIsRegisteredAgainHasNoConditionOfTheDescriptorBefore(Backend backend, Threads threads)
            throws Exception {
        Poll poll = open(backend);
        assertNone(poll, threads); // opens the descriptors that polls of this thread need, before the number is free
        Descriptor first = openMounts();
        int number = first.fd();
        namespace.changeMounts();
        poll.registry().register(first, 1, Interest.PRIORITY);
        first.close();
        Descriptor second = atNumber(number, Fds.open(namespace.mounts()));
        poll.registry().register(second, 2, Interest.PRIORITY);
        assertNone(poll, threads);
        namespace.changeMounts();
        assertOnly(poll, threads, 2);
    }

    private Descriptor atNumber(int number, int fd) {
        if (fd != number) {
            Fds.replace(number, fd);
            Fds.close(fd);
        }
        return keep(Descriptor.own(number));
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void whatIsDeregisteredIsSilentAndUnknown(Backend backend, Threads threads) throws Exception {
        Poll poll = open(backend);
        Descriptor mounts = openMounts();
        Descriptor another = openMounts();
        poll.registry().register(another, 1, Interest.PRIORITY);
        assertThatThrownBy(() -> poll.registry().reregister(mounts, 1, Interest.PRIORITY))
                .isInstanceOf(NotRegisteredException.class);
        namespace.changeMounts();
        poll.registry().register(mounts, 2, Interest.PRIORITY);
        assertThatThrownBy(() -> poll.registry().register(mounts, 3, Interest.READABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        assertThat(poll(poll, threads, LONG)).as("%s", events).isEqualTo(2);
        assertThat(events).extracting(Event::token).containsExactlyInAnyOrder(1L, 2L);
        namespace.changeMounts();
        poll.registry().deregister(mounts);
        assertOnly(poll, threads, 1);
        assertNone(poll, threads);
        assertThatThrownBy(() -> poll.registry().deregister(mounts)).isInstanceOf(NotRegisteredException.class);
        assertThatThrownBy(() -> poll.registry().reregister(mounts, 4, Interest.READABLE))
                .isInstanceOf(NotRegisteredException.class);
        assertNone(poll, threads);
    }

    @Test
    void aChannelOfSuchAFileIsServedOnEpoll() throws Exception {
        Poll poll = open(Backend.EPOLL);
        FileInputStream file = keep(new FileInputStream(namespace().mounts().toFile()));
        SelectableChannel channel =
                Channels.readWriteSelectableChannel(file.getFD(), new Channels.SelectableChannelCloser() {
                    @Override
                    public void implCloseChannel(SelectableChannel closed) {}

                    @Override
                    public void implReleaseChannel(SelectableChannel closed) {}
                });
        channel.configureBlocking(false);
        poll.registry().register(channel, 1, Interest.PRIORITY);
        for (Threads threads : Threads.values()) {
            FutureTask<Integer> waiting = startPoll(poll, threads);
            namespace.changeMounts();
            assertThat(waiting.get()).isOne();
        }
        poll.registry().reregister(channel, 2, Interest.PRIORITY);
        namespace.changeMounts();
        assertOnly(poll, Threads.VIRTUAL, 2);
        poll.registry().deregister(channel);
        namespace.changeMounts();
        assertNone(poll, Threads.VIRTUAL);
    }

    // ---- what it costs

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void otherKindsTakeNoDescriptors(Backend backend) throws IOException {
        int[] pipe = Fds.pipe();
        List<Descriptor> descriptors = List.of(
                keep(EventFd.open()),
                keep(TimerFd.monotonic()),
                keep(Inotify.open()),
                keep(UnixDatagram.open()),
                keep(ProcessFd.open(ProcessHandle.current())),
                keep(Descriptor.own(pipe[0])),
                keep(Descriptor.own(pipe[1])),
                keep(Descriptor.open(
                        Fds.fifo(directory.resolve("fifo")), StandardOpenOption.READ, StandardOpenOption.WRITE)),
                keep(Descriptor.open(Path.of("/dev/ptmx"), StandardOpenOption.READ, StandardOpenOption.WRITE)));
        Poll poll = open(backend);
        poll.registry().register(descriptors.get(0), 0, Interest.READABLE);
        List<String> before = DescriptorCensus.take();
        for (int i = 1; i < descriptors.size(); i++) {
            poll.registry().register(descriptors.get(i), i, i == 6 ? Interest.WRITABLE : Interest.READABLE);
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void aFileThatIsRefusedTakesNoDescriptors(Backend backend) throws IOException {
        Poll poll = open(backend);
        poll.registry().register(keep(EventFd.open()), 1, Interest.READABLE);
        for (Path path : List.of(Files.createFile(directory.resolve("file")), Path.of("/dev/null"))) {
            Descriptor file = keep(Descriptor.own(Fds.open(path)));
            List<String> before = DescriptorCensus.take();
            assertThatThrownBy(() -> poll.registry().register(file, 2, Interest.READABLE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EPERM");
            assertThat(DescriptorCensus.since(before)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void aPollThatHadOneLeavesNothingBehind(Backend backend) throws IOException {
        Descriptor mounts = openMounts();
        open(backend).close();
        List<String> before = DescriptorCensus.take();
        for (int i = 0; i < 200; i++) {
            try (Poll poll = Poll.builder().backend(backend).open()) {
                poll.registry().register(mounts, 1, Interest.READABLE);
                assertThat(poll.poll(events, LONG)).isOne();
            }
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"NIO", "EPOLL"})
    void whatTheLibraryHasOpenedForItIsOutOfReach(Backend backend) throws IOException {
        Poll poll = open(backend);
        poll.registry().register(keep(EventFd.open()), 1, Interest.READABLE);
        List<Integer> before = internal();
        poll.registry().register(openMounts(), 2, Interest.PRIORITY);
        List<Integer> own = internal();
        own.removeAll(before);
        assertThat(own).hasSize(4);
        for (int fd : own) {
            assertThatThrownBy(() -> poll.registry().register(Descriptor.borrow(fd), 3, Interest.READABLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("own");
        }
    }

    private static List<Integer> internal() throws IOException {
        List<Integer> fds = Fds.ofKind("anon_inode:[eventpoll]");
        fds.addAll(Fds.ofKind("anon_inode:[eventfd]"));
        return fds;
    }

    // ---- polling

    private void assertNone(Poll poll, Threads threads) throws Exception {
        assertThat(poll(poll, threads, NONE)).as("%s", events).isZero();
    }

    /** Reports once; whether the kernel signals one change once or twice is its business. */
    private void assertOnly(Poll poll, Threads threads, long token) throws Exception {
        assertThat(poll(poll, threads, LONG)).as("%s", events).isOne();
        assertThat(events.token(0)).isEqualTo(token);
    }

    /** Polls until there is nothing, which must not take for ever. */
    private void drain(Poll poll, Threads threads) throws Exception {
        for (int polls = 0; poll(poll, threads, Duration.ZERO) > 0; polls++) {
            assertThat(polls).isLessThan(1000);
        }
    }

    private int poll(Poll poll, Threads threads, Duration timeout) throws Exception {
        return run(threads, () -> poll.poll(events, timeout));
    }

    private static <T> T run(Threads threads, Callable<T> body) throws Exception {
        return start(threads, body).get();
    }

    private static <T> FutureTask<T> start(Threads threads, Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        threads.start(task);
        return task;
    }

    /** Returns when the thread is in the poll, most likely asleep. */
    private FutureTask<Integer> startPoll(Poll poll, Threads threads) throws InterruptedException {
        FutureTask<Integer> waiting = new FutureTask<>(() -> poll.poll(events, LONG));
        Thread thread = threads.start(waiting);
        while (!waiting.isDone() && !isInPoll(thread)) {
            Thread.sleep(1);
        }
        Thread.sleep(10);
        return waiting;
    }

    private static boolean isInPoll(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Poll.class.getName()));
    }
}
