package dev.vedette.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.ClosedPollException;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of descriptors, which is the same on every backend, including hints and triggers. */
@Timeout(60)
abstract class DescriptorContract {
    private static final Duration NONE = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CHILDREN = 100;

    private final Events events = Events.withCapacity(16);
    private Poll poll;
    private Registry registry;

    abstract Backend backend();

    @BeforeEach
    void open() throws IOException {
        poll = Poll.builder().backend(backend()).open();
        registry = poll.registry();
    }

    @AfterEach
    void close() throws IOException {
        poll.close();
    }

    // ---- events

    @Test
    void anEventfdIsReadableAfterAWriteAtEveryPoll() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 7, Interest.READABLE);
            assertNone();
            eventfd.write(one());
            assertThat(onlyEvent().token()).isEqualTo(7);
            assertThat(onlyEvent().isReadable()).isTrue();
            eventfd.read(ByteBuffer.allocate(8));
            assertNone();
        }
    }

    @Test
    void anEdgeIsReportedOncePerWrite() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 7, Interest.READABLE, Trigger.EDGE);
            eventfd.write(one());
            assertThat(onlyEvent().isReadable()).isTrue();
            assertNone();
            eventfd.write(one());
            assertThat(onlyEvent().isReadable()).isTrue();
        }
    }

    @Test
    void aOneshotIsSilentUntilReregistered() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 7, Interest.READABLE, Trigger.ONESHOT);
            eventfd.write(one());
            assertThat(onlyEvent().token()).isEqualTo(7);
            eventfd.write(one());
            assertNone();
            registry.reregister(eventfd, 8, Interest.READABLE, Trigger.ONESHOT);
            assertThat(onlyEvent().token()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(Trigger.class)
    void aPausedDescriptorIsSilentAndReportsWhenItIsResumed(Trigger trigger) throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 1, Interest.NONE, trigger);
            eventfd.write(one());
            assertNone();
            registry.reregister(eventfd, 2, Interest.READABLE, trigger);
            assertThat(onlyEvent().token()).isEqualTo(2);
            registry.reregister(eventfd, 3, Interest.NONE, trigger);
            assertNone();
            registry.deregister(eventfd);
        }
    }

    @Test
    void aHangUpIsReportedDuringAPause() throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor readEnd = Descriptor.own(pipe[0])) {
            registry.register(readEnd, 1, Interest.NONE);
            assertNone();
            Fds.close(pipe[1]);
            assertThat(onlyEvent().isReadClosed()).isTrue();
            registry.reregister(readEnd, 2, Interest.NONE, Trigger.ONESHOT);
            assertThat(onlyEvent().token()).isEqualTo(2);
            assertNone();
        }
    }

    @Test
    void theEndOfAStreamIsReportedAndItsBytesAreNot() throws IOException {
        int[] sockets = Fds.streamPair();
        try (Descriptor near = Descriptor.own(sockets[0])) {
            registry.register(near, 1, Interest.READ_CLOSED);
            Descriptor.borrow(sockets[1]).write(one());
            assertNone();
            Fds.close(sockets[1]);
            Event end = onlyEvent();
            assertThat(end.isReadClosed()).isTrue();
            assertThat(end.isReadable()).isFalse();
        }
    }

    @Test
    void anExclusiveRegistrationIsReportedAndCannotBeChanged() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.registerExclusive(eventfd, 1, Interest.READABLE);
            assertNone();
            eventfd.write(one());
            assertThat(onlyEvent().token()).isEqualTo(1);
            assertThatThrownBy(() -> registry.reregister(eventfd, 2, Interest.WRITABLE))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContainingAll("descriptor " + eventfd.fd(), "registered exclusively", "deregister");
            assertThatThrownBy(() -> registry.registerExclusive(eventfd, 3, Interest.READABLE))
                    .isInstanceOf(AlreadyRegisteredException.class);
            assertThatThrownBy(() -> registry.registerExclusive(eventfd, 3, Interest.PRIORITY))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(onlyEvent().token()).isEqualTo(1);
            registry.deregister(eventfd);
            assertNone();
        }
        Descriptor closed = Descriptor.own(Fds.eventfd());
        closed.close();
        assertThatThrownBy(() -> registry.registerExclusive(closed, 1, Interest.READABLE))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anEpollInstanceCannotBeRegisteredExclusively() throws IOException {
        List<Integer> before = epolls();
        try (Poll inner = Poll.builder().backend(Backend.EPOLL).open()) {
            Descriptor descriptor = Descriptor.borrow(newEpoll(before));
            assertThat(inner.isOpen()).isTrue();
            assertThatThrownBy(() -> registry.registerExclusive(descriptor, 1, Interest.READABLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("is an epoll instance", "use register");
            registry.register(descriptor, 2, Interest.READABLE);
            registry.deregister(descriptor);
        }
    }

    /** A wait of a virtual thread is one for a Selector in which the instance is nested. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void severalPollsFindWhatTheyHaveRegisteredExclusively(boolean virtual) throws Exception {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd());
                Poll other = Poll.builder().backend(backend()).open()) {
            for (Poll one : List.of(poll, other)) {
                one.registry().registerExclusive(eventfd, 1, Interest.READABLE);
                FutureTask<Integer> waiting = new FutureTask<>(() -> one.poll(Events.withCapacity(1), LONG));
                (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(waiting);
                eventfd.write(one());
                assertThat(waiting.get()).isOne();
                eventfd.read(ByteBuffer.allocate(8));
            }
        }
    }

    @Test
    void descriptorsAreDescribedByTheirNumberAndFile() throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd());
                Descriptor readEnd = Descriptor.own(pipe[0]);
                Descriptor writeEnd = Descriptor.own(pipe[1])) {
            registry.register(eventfd, 1, Interest.READABLE, Trigger.EDGE);
            registry.register(readEnd, -2, Interest.READABLE);
            registry.register(writeEnd, 3, Interest.NONE, Trigger.ONESHOT);
            String pipeFile = Files.readSymbolicLink(Path.of("/proc/self/fd/" + readEnd.fd()))
                    .toString();
            assertThat(registry.describe().lines().skip(1))
                    .containsExactlyInAnyOrder(
                            "fd " + eventfd.fd() + ", anon_inode:[eventfd], READABLE, EDGE, token 1",
                            "fd " + readEnd.fd() + ", " + pipeFile + ", READABLE, LEVEL, token -2",
                            "fd " + writeEnd.fd() + ", " + pipeFile + ", NONE, ONESHOT, token 3");
        }
    }

    /** The registration of a pipe that something else holds stays, and its number goes to another file. */
    @Test
    void aRegistrationThatHasOutlivedItsDescriptorIsDescribedAsSuch() throws IOException {
        int[] pipe = Fds.pipe();
        registry.register(Descriptor.borrow(pipe[0]), 1, Interest.READABLE);
        try (Descriptor writeEnd = Descriptor.own(pipe[1]);
                Descriptor holder = Descriptor.own(Fds.duplicate(pipe[0]))) {
            Fds.close(pipe[0]);
            assertThat(registry.describe()).contains("\nfd " + pipe[0] + ", closed here, READABLE, LEVEL, token 1");
            int[] next = Fds.pipe();
            if (next[0] != pipe[0] && next[1] != pipe[0]) {
                Fds.replace(pipe[0], next[0]);
                assertThat(registry.describe()).contains(", closed here and used again for pipe:[");
                Fds.close(pipe[0]);
            } else {
                assertThat(registry.describe()).contains(", closed here and used again for pipe:[");
            }
            Fds.close(next[0]);
            Fds.close(next[1]);
            assertThat(holder.isOpen()).isTrue();
            assertThat(writeEnd.isOpen()).isTrue();
        }
        assertThat(registry.describe()).contains("0 registrations");
    }

    @Test
    void aChildsStdoutIsReadableAndThenReadClosed() throws Exception {
        int[] pipe = Fds.pipe();
        Process child;
        try (Descriptor writeEnd = Descriptor.own(pipe[1])) {
            child = new ProcessBuilder("echo", "hello")
                    .redirectOutput(new File("/proc/self/fd/" + writeEnd.fd()))
                    .start();
        }
        try (Descriptor stdout = Descriptor.own(pipe[0])) {
            stdout.setNonBlocking(true);
            registry.register(stdout, 1, Interest.READABLE);
            assertThat(onlyEvent().isReadable()).isTrue();
            ByteBuffer line = ByteBuffer.allocate(64);
            assertThat(stdout.read(line)).isEqualTo(6);
            assertThat(new String(line.array(), 0, 6, US_ASCII)).isEqualTo("hello\n");
            child.waitFor();
            Event end = onlyEvent();
            assertThat(end.isReadClosed()).isTrue();
            assertThat(end.isWriteClosed()).isTrue();
            assertThat(end.isReadable()).as("readable with EPOLLHUP alone").isFalse();
            assertThat(stdout.read(line)).isEqualTo(-1);
        }
    }

    @Test
    void theWriteEndIsWriteClosedOnceTheReadEndIsClosed() throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor writeEnd = Descriptor.own(pipe[1])) {
            registry.register(writeEnd, 1, Interest.WRITABLE);
            assertThat(onlyEvent().isWritable()).isTrue();
            Descriptor.own(pipe[0]).close();
            Event event = onlyEvent();
            assertThat(event.isError()).isTrue();
            assertThat(event.isWriteClosed()).isTrue();
            assertThatThrownBy(() -> writeEnd.write(one())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPollCanBeASourceOfAnother() throws IOException {
        List<Integer> before = epolls();
        try (Poll inner = Poll.builder().backend(Backend.EPOLL).open();
                Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            int innerFd = newEpoll(before);
            inner.registry().register(eventfd, 1, Interest.READABLE);
            registry.register(Descriptor.borrow(innerFd), 2, Interest.READABLE);
            assertNone();
            eventfd.write(one());
            assertThat(onlyEvent().token()).isEqualTo(2);
        }
    }

    @Test
    void eventsWithTheInternalTokenOfTheLibraryAreNotLost() throws Exception {
        long wakeToken = 0x7665_6465_7474_6521L;
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, wakeToken, Interest.READABLE, Trigger.EDGE);
            eventfd.write(one());
            assertThat(onlyEvent().token()).isEqualTo(wakeToken);
        }
    }

    @Test
    void aDescriptorThatIsClosedLeavesThePoll() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 7, Interest.READABLE);
            eventfd.write(one());
        }
        assertNone();
    }

    // ---- while another thread polls

    @Test
    void aRegistrationWhileAPollWaitsTakesEffectAtOnce() throws Exception {
        try (Descriptor first = Descriptor.own(Fds.eventfd());
                Descriptor second = Descriptor.own(Fds.eventfd())) {
            first.write(one());
            second.write(one());
            FutureTask<Long> waiting = startPoll();
            registry.register(first, 1, Interest.READABLE, Trigger.EDGE);
            assertThat(waiting.get())
                    .as("the first registration of a descriptor")
                    .isEqualTo(1);
            waiting = startPoll();
            registry.register(second, 2, Interest.READABLE, Trigger.EDGE);
            assertThat(waiting.get()).isEqualTo(2);
            waiting = startPoll();
            registry.reregister(first, 3, Interest.READABLE, Trigger.EDGE);
            assertThat(waiting.get()).isEqualTo(3);
            waiting = startPoll();
            second.write(one());
            assertThat(waiting.get()).isEqualTo(2);
        }
    }

    @Test
    void manyThreadsMayRegisterTheFirst() throws Exception {
        List<Descriptor> eventfds = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Set<Long> tokens = new HashSet<>();
        CountDownLatch start = new CountDownLatch(1);
        try {
            for (long i = 0; i < 8; i++) {
                long token = i;
                Descriptor eventfd = Descriptor.own(Fds.eventfd());
                eventfds.add(eventfd);
                eventfd.write(one());
                tokens.add(token);
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                        registry.register(eventfd, token, Interest.READABLE, Trigger.ONESHOT);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            start.countDown();
            while (!tokens.isEmpty()) {
                assertThat(poll.poll(events, LONG)).isPositive();
                events.forEach(event -> assertThat(tokens.remove(event.token())).isTrue());
            }
            assertNone();
        } finally {
            for (Thread thread : threads) {
                thread.join();
            }
            for (Descriptor eventfd : eventfds) {
                eventfd.close();
            }
        }
    }

    @Test
    void aWaitForDescriptorsEndsWhenThePollIsClosed() throws Exception {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 1, Interest.READABLE);
            FutureTask<Long> waiting = startPoll();
            poll.close();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(ClosedPollException.class);
        }
    }

    // ---- together with channels

    /** All sources are always ready, and the capacity is small. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void channelsAndDescriptorsGetTheirTurnsWithEveryCapacity(int capacity) throws IOException {
        Set<Long> waiting = new HashSet<>();
        List<Closeable> sources = new ArrayList<>();
        try {
            for (long token = 0; token < 6; token++) {
                if (token % 2 == 0) {
                    DatagramChannel channel = DatagramChannel.open();
                    sources.add(channel);
                    channel.configureBlocking(false);
                    registry.register(channel, token, Interest.WRITABLE);
                } else {
                    Descriptor eventfd = Descriptor.own(Fds.eventfd());
                    sources.add(eventfd);
                    eventfd.write(one());
                    registry.register(eventfd, token, Interest.READABLE);
                }
            }
            Events few = Events.withCapacity(capacity);
            for (int round = 0; round < 3; round++) {
                waiting.addAll(Set.of(0L, 1L, 2L, 3L, 4L, 5L));
                for (int polls = 0; !waiting.isEmpty(); polls++) {
                    assertThat(polls).as("waiting: %s", waiting).isLessThan(40);
                    assertThat(poll.poll(few, LONG)).isPositive();
                    few.forEach(event -> waiting.remove(event.token()));
                }
            }
        } finally {
            for (Closeable source : sources) {
                source.close();
            }
        }
    }

    /** Everything is always ready. */
    @ParameterizedTest
    @CsvSource({"5, 20, 1", "20, 5, 1", "1, 30, 3", "30, 1, 3", "40, 40, 7", "20, 50, 10", "1100, 300, 100"})
    void channelsAndDescriptorsHaveAtLeastHalfOfTheirFairShares(int channels, int descriptors, int capacity)
            throws IOException {
        int sources = channels + descriptors;
        List<Closeable> opened = new ArrayList<>();
        try {
            for (int token = 0; token < sources; token++) {
                if (token < channels) {
                    DatagramChannel channel = DatagramChannel.open();
                    opened.add(channel);
                    channel.configureBlocking(false);
                    registry.register(channel, token, Interest.WRITABLE);
                } else {
                    Descriptor eventfd = Descriptor.own(Fds.eventfd());
                    opened.add(eventfd);
                    eventfd.write(one());
                    registry.register(eventfd, token, Interest.READABLE);
                }
            }
            int[] counts = new int[sources];
            int fairShare = 12;
            Events few = Events.withCapacity(capacity);
            for (int total = 0; total < fairShare * sources; total += few.size()) {
                assertThat(poll.poll(few, LONG)).isPositive();
                few.forEach(event -> counts[(int) event.token()]++);
            }
            assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThanOrEqualTo(fairShare / 2);
        } finally {
            for (Closeable source : opened) {
                source.close();
            }
        }
    }

    @Test
    void channelsDescriptorsAndWakersAreReportedByOnePoll() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            channel.configureBlocking(false);
            registry.register(channel, 1, Interest.WRITABLE);
            registry.register(eventfd, 2, Interest.READABLE);
            eventfd.write(one());
            registry.waker(3).wake();
            assertThat(poll.poll(events, LONG)).isEqualTo(3);
            assertThat(events).extracting(Event::token).containsExactlyInAnyOrder(1L, 2L, 3L);
        }
    }

    // ---- on a virtual thread

    @Test
    void aVirtualThreadFindsDescriptorsThatBecomeReady() throws Exception {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 1, Interest.READABLE, Trigger.EDGE);
            for (int i = 0; i < 5; i++) {
                FutureTask<Long> waiting = startPoll(Thread.ofVirtual());
                eventfd.write(one());
                assertThat(waiting.get()).isEqualTo(1);
            }
        }
    }

    /** Each Poll watches the next one, as deep as the system allows. A wait must not fail by adding a level. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPollOfPollsWorksAsDeepAsTheyCanBeNested(boolean virtual) throws Exception {
        assumeTrue(
                !virtual || backend() == Backend.EPOLL,
                "for a virtual thread the JDK nests the Selector once more, and NIO has no other way to wait");
        List<Poll> polls = new ArrayList<>();
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            Registry innermost = registry;
            for (boolean refused = false; !refused; ) {
                List<Integer> before = epolls();
                Poll inner = Poll.builder().backend(Backend.EPOLL).open();
                polls.add(inner);
                assertThat(polls).hasSizeLessThan(10);
                try {
                    innermost.register(Descriptor.borrow(newEpoll(before)), 1, Interest.READABLE);
                    innermost = inner.registry();
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("ELOOP");
                    refused = true;
                }
            }
            innermost.register(eventfd, 2, Interest.READABLE);
            FutureTask<Long> waiting = startPoll(virtual ? Thread.ofVirtual() : Thread.ofPlatform());
            eventfd.write(one());
            assertThat(waiting.get(LONG.toSeconds() / 2, TimeUnit.SECONDS))
                    .as("the token that the wait found before its timeout")
                    .isEqualTo(1);
        } finally {
            for (Poll inner : polls) {
                inner.close();
            }
        }
    }

    // ---- releasing descriptors

    @Test
    void aClosedPollReleasesTheDescriptorsItOpened() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            eventfd.write(one());
            List<String> before = DescriptorCensus.take();
            for (int i = 0; i < 2000; i++) {
                try (Poll other = Poll.builder().backend(backend()).open()) {
                    other.registry().register(eventfd, 1, Interest.READABLE);
                    assertThat(other.poll(events, LONG)).isEqualTo(1);
                }
            }
            assertThat(DescriptorCensus.since(before)).isEmpty();
        }
    }

    // ---- refusals

    @Test
    void filesThatAreAlwaysReadyAreRefusedWithThatReason(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        for (Path path : List.of(file, directory, Path.of("/dev/null"))) {
            try (Descriptor descriptor = Descriptor.own(Fds.open(path))) {
                assertThatThrownBy(() -> registry.register(descriptor, 1, Interest.READABLE))
                        .isInstanceOf(IOException.class)
                        .hasMessage("epoll_ctl(ADD, fd " + descriptor.fd() + "): Operation not permitted (EPERM);"
                                + " such files cannot be polled because they are always ready");
            }
        }
    }

    @Test
    void aNumberThatIsNoDescriptorIsRefusedByTheSystem() throws IOException {
        try (Descriptor first = Descriptor.own(Fds.eventfd())) {
            registry.register(first, 1, Interest.READABLE); // may open a descriptor, which must not get the number
            int closed = 803; // too high to be given out by chance
            Fds.replace(closed, first.fd());
            Fds.close(closed);
            for (int fd : new int[] {-1, closed}) {
                assertThatThrownBy(() -> registry.register(Descriptor.borrow(fd), 1, Interest.READABLE))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("EBADF");
            }
        }
    }

    /**
     * The first registration on NIO and the first wait of a virtual thread open an eventfd for a moment, to check the
     * nesting.
     */
    @Test
    void numbersThatThePollHasReleasedCanBeRegisteredAgain() throws Exception {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        poll.poll(Events.withCapacity(1), Duration.ofMillis(1));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .join();
        List<Descriptor> descriptors = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                descriptors.add(Descriptor.own(Fds.eventfd()));
                registry.register(descriptors.get(i), i, Interest.READABLE);
            }
        } finally {
            for (Descriptor descriptor : descriptors) {
                descriptor.close();
            }
        }
    }

    @Test
    void aRefusalInOneThreadDoesNotBlockChangesInAnother() throws Exception {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            registry.register(eventfd, 1, Interest.READABLE);
            inAnotherThread(() -> registry.reregister(eventfd, 2, Interest.READABLE));
            assertThatThrownBy(() -> registry.register(eventfd, 3, Interest.READABLE))
                    .isInstanceOf(AlreadyRegisteredException.class);
            inAnotherThread(() -> registry.deregister(eventfd));
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private static void inAnotherThread(Change change) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            change.make();
            return null;
        });
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        task.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void registeringTwiceAndChangingAnUnregisteredDescriptorAreRefused() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThatThrownBy(() -> registry.reregister(eventfd, 1, Interest.READABLE))
                    .isInstanceOf(NotRegisteredException.class);
            assertThatThrownBy(() -> registry.deregister(eventfd)).isInstanceOf(NotRegisteredException.class);
            registry.register(eventfd, 1, Interest.READABLE);
            assertThatThrownBy(() -> registry.register(eventfd, 2, Interest.WRITABLE))
                    .isInstanceOf(AlreadyRegisteredException.class);
            eventfd.write(one());
            assertThat(onlyEvent().token()).isEqualTo(1);
            registry.deregister(eventfd);
            assertNone();
        }
    }

    @Test
    void aClosedDescriptorRefusesEverything() throws IOException {
        Descriptor descriptor = Descriptor.own(Fds.eventfd());
        descriptor.close();
        descriptor.close();
        assertThat(descriptor.isOpen()).isFalse();
        assertThatThrownBy(() -> registry.register(descriptor, 1, Interest.READABLE))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> registry.reregister(descriptor, 1, Interest.READABLE))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> registry.deregister(descriptor)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> descriptor.read(ByteBuffer.allocate(8))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> descriptor.write(one())).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> descriptor.setNonBlocking(true)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void whatTheRegistryHasClosedIsNotReported() throws IOException {
        EventFd counter = readyCounter(1);
        assertThat(onlyEvent().token()).isEqualTo(1);
        registry.close(counter);
        assertThat(counter.isOpen()).isFalse();
        assertNone();
        registry.close(counter);
        registry.close(EventFd.open());
        try (Descriptor borrowed = Descriptor.own(Fds.eventfd())) {
            Descriptor view = Descriptor.borrow(borrowed.fd());
            registry.register(view, 2, Interest.WRITABLE);
            registry.close(view);
            assertNone();
            assertThat(borrowed.write(one())).isEqualTo(8);
        }
    }

    /** A child process has a copy of every descriptor until it executes its program. */
    @Test
    @Tag("slow")
    void whatTheRegistryHasClosedIsNotReportedEitherWhileChildProcessesAreStarted() throws Exception {
        FutureTask<Void> starting = new FutureTask<>(() -> {
            for (int i = 0; i < CHILDREN; i++) {
                new ProcessBuilder("true").start().waitFor();
            }
            return null;
        });
        Thread.ofPlatform().daemon().start(starting);
        for (long token = 1; !starting.isDone(); token++) {
            registry.close(readyCounter(token));
            assertThat(poll.poll(events, Duration.ZERO)).as("%s", events).isZero();
        }
        starting.get();
    }

    private EventFd readyCounter(long token) throws IOException {
        EventFd counter = EventFd.open();
        counter.add(1);
        registry.register(counter, token, Interest.READABLE);
        return counter;
    }

    @Test
    void aClosedPollRefusesDescriptors() throws IOException {
        poll.close();
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThatThrownBy(() -> registry.close(eventfd)).isInstanceOf(ClosedPollException.class);
            assertThat(eventfd.isOpen()).isTrue();
            assertThatThrownBy(() -> registry.register(eventfd, 1, Interest.READABLE))
                    .isInstanceOf(ClosedPollException.class);
            assertThatThrownBy(() -> eventfd.register(registry, 1, Interest.READABLE, Trigger.LEVEL))
                    .isInstanceOf(ClosedPollException.class);
        }
    }

    private void assertNone() throws IOException {
        assertThat(poll.poll(events, NONE)).as("%s", events).isZero();
    }

    private Event onlyEvent() throws IOException {
        assertThat(poll.poll(events, LONG)).as("%s", events).isEqualTo(1);
        return events.get(0);
    }

    private FutureTask<Long> startPoll() throws InterruptedException {
        return startPoll(Thread.ofPlatform());
    }

    /** Starts a poll, whose result is the token of its only event. Returns when the thread is in the poll. */
    private FutureTask<Long> startPoll(Thread.Builder builder) throws InterruptedException {
        FutureTask<Long> waiting = new FutureTask<>(() -> {
            onlyEvent();
            return events.token(0);
        });
        Thread thread = builder.start(waiting);
        while (!waiting.isDone() && !isInPoll(thread)) {
            Thread.sleep(1);
        }
        Thread.sleep(5);
        return waiting;
    }

    private static boolean isInPoll(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("dev.vedette.Poll"));
    }

    static List<Integer> epolls() throws IOException {
        return Fds.ofKind("anon_inode:[eventpoll]");
    }

    static int newEpoll(List<Integer> before) throws IOException {
        List<Integer> epolls = epolls();
        epolls.removeAll(before);
        assertThat(epolls).hasSize(1);
        return epolls.get(0);
    }

    static ByteBuffer one() {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).flip();
    }
}
