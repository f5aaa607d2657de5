package dev.vedette.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DescriptorJava22Test {
    private static final Duration NONE = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    /** A number so high that nobody else is given it. */
    private static final int LOST = 1000;

    private final Events events = Events.withCapacity(16);
    private Poll poll;
    private Registry registry;

    @BeforeEach
    void open() throws IOException {
        poll = Poll.builder().backend(Backend.EPOLL).open();
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
            assertThat(end.isReadable()).as("EPOLLHUP alone").isFalse();
            assertThat(stdout.read(line)).isEqualTo(-1);
        }
    }

    @Test
    void theWriteEndLearnsThatNobodyReads() throws IOException {
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
    void theTokenThatTheLibraryUsesForItselfIsNotLost() throws Exception {
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

    // ---- refusals

    @Test
    void regularFilesAndDirectoriesAreRefusedByTheSystem(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        for (Path path : List.of(file, directory)) {
            try (Descriptor descriptor = Descriptor.own(Fds.open(path))) {
                assertThatThrownBy(() -> registry.register(descriptor, 1, Interest.READABLE))
                        .isInstanceOf(IOException.class)
                        .hasMessage("epoll_ctl(ADD, fd " + descriptor.fd() + "): Operation not permitted (EPERM)");
            }
        }
    }

    @Test
    void whatIsNoDescriptorIsRefusedByTheSystem() throws IOException {
        int closed = Fds.eventfd();
        Descriptor.own(closed).close();
        for (int fd : new int[] {-1, closed}) {
            assertThatThrownBy(() -> registry.register(Descriptor.borrow(fd), 1, Interest.READABLE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EBADF");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000, Long.MAX_VALUE})
    void aWaitThatFailsSaysWhy(long timeoutNs) throws IOException {
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open();
                Descriptor stranger = Descriptor.own(Fds.eventfd())) {
            Fds.replace(newEpoll(before), stranger.fd());
            assertThatThrownBy(() -> other.poll(events, timeoutNs, TimeUnit.NANOSECONDS))
                    .isInstanceOf(IOException.class)
                    .hasMessage("epoll_wait: Invalid argument (EINVAL)");
        }
    }

    @Test
    void thePollsOwnDescriptorIsRefused() throws IOException {
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open()) {
            int own = newEpoll(before);
            assertThatThrownBy(() -> other.registry().register(Descriptor.borrow(own), 1, Interest.READABLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("own");
        }
    }

    @Test
    void thePollsWakeUpDescriptorIsOutOfReach() throws IOException {
        List<Integer> before = Fds.ofKind("anon_inode:[eventfd]");
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open()) {
            List<Integer> wakeUp = Fds.ofKind("anon_inode:[eventfd]");
            wakeUp.removeAll(before);
            assertThat(wakeUp).hasSize(1);
            assertThatThrownBy(() -> other.registry().deregister(Descriptor.borrow(wakeUp.get(0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("own");
        }
    }

    @Test
    void aBufferWhoseMemoryIsGoneIsTheCallersFault() throws IOException {
        Arena arena = Arena.ofConfined();
        ByteBuffer gone = arena.allocate(8).asByteBuffer();
        arena.close();
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThatThrownBy(() -> eventfd.write(gone)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void registeringTwiceAndChangingWhatIsNotRegisteredAreRefused() throws IOException {
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
    void aClosedPollRefusesDescriptors() throws IOException {
        poll.close();
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThatThrownBy(() -> registry.register(eventfd, 1, Interest.READABLE))
                    .isInstanceOf(ClosedPollException.class);
            assertThatThrownBy(() -> eventfd.register(registry, 1, Interest.READABLE, Trigger.LEVEL))
                    .isInstanceOf(ClosedPollException.class);
        }
    }

    @Test
    void thePollOnNioSaysWhatDescriptorsNeed() throws IOException {
        try (Poll nio = Poll.builder().backend(Backend.NIO).open();
                Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThatThrownBy(() -> nio.registry().register(eventfd, 1, Interest.READABLE))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("EPOLL")
                    .hasMessageContaining("--enable-native-access=ALL-UNNAMED");
        }
    }

    // ---- reading and writing

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bytesGoThroughUnharmed(boolean direct) throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor in = Descriptor.own(pipe[0]);
                Descriptor out = Descriptor.own(pipe[1])) {
            ByteBuffer source = buffer(direct, 40_000);
            for (int i = 0; i < source.capacity(); i++) {
                source.put(i, (byte) (i * 31));
            }
            source.position(3).limit(39_990);
            ByteBuffer target = buffer(direct, 40_000);
            target.position(3).limit(39_990);
            while (source.hasRemaining()) {
                assertThat(out.write(source)).isPositive();
            }
            while (target.hasRemaining()) {
                assertThat(in.read(target)).isPositive();
            }
            for (int i = 3; i < 39_990; i++) {
                assertThat(target.get(i)).isEqualTo((byte) (i * 31));
            }
            target.clear();
            assertThat(target.get(2)).isZero();
            assertThat(target.get(39_990)).isZero();
        }
    }

    @Test
    void whatWouldBlockGives0AndTheEndGivesMinus1() throws IOException {
        int[] pipe = Fds.pipe();
        try (Descriptor in = Descriptor.own(pipe[0])) {
            in.setNonBlocking(true);
            try (Descriptor out = Descriptor.own(pipe[1])) {
                out.setNonBlocking(true);
                assertThat(in.read(ByteBuffer.allocate(8))).isZero();
                ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
                assertThat(out.write(much)).isPositive();
                assertThat(out.write(much)).isZero();
            }
            ByteBuffer target = ByteBuffer.allocateDirect(1 << 20);
            assertThat(in.read(target)).isPositive();
            assertThat(in.read(target)).isEqualTo(-1);
        }
    }

    @Test
    void noRoomAndNothingToWriteAreNoSystemCalls() throws IOException {
        try (Descriptor nonsense = Descriptor.borrow(-1)) {
            assertThat(nonsense.read(ByteBuffer.allocate(0))).isZero();
            assertThat(nonsense.write(ByteBuffer.allocate(0))).isZero();
            assertThatThrownBy(() -> nonsense.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EBADF");
            assertThatThrownBy(() -> nonsense.read(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aReadOnlyBufferCanBeWritten() throws IOException {
        try (Descriptor eventfd = Descriptor.own(Fds.eventfd())) {
            assertThat(eventfd.write(one().asReadOnlyBuffer())).isEqualTo(8);
        }
    }

    @Test
    void onlyTheModeOfADescriptorIsSwitched(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (Descriptor descriptor = Descriptor.own(Fds.openToAppend(file))) {
            long before = flags(descriptor);
            descriptor.setNonBlocking(true);
            descriptor.setNonBlocking(true);
            assertThat(flags(descriptor)).isEqualTo(before | 0x800);
            descriptor.setNonBlocking(false);
            assertThat(flags(descriptor)).isEqualTo(before);
        }
    }

    private static long flags(Descriptor descriptor) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor.fd())).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToLong(line -> Long.parseLong(line.substring(6).strip(), 8))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theModeOfWhatIsNoDescriptorCannotBeSwitched() {
        assertThatThrownBy(() -> Descriptor.borrow(LOST).setNonBlocking(true))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("fcntl(fd " + LOST + ")", "EBADF");
    }

    // ---- closing

    @Test
    void closingWhatIsBorrowedLeavesItOpen() throws IOException {
        int fd = Fds.eventfd();
        Descriptor.borrow(fd).close();
        assertThat(Fds.isOpen(fd)).isTrue();
        Descriptor.own(fd).close();
        assertThat(Fds.isOpen(fd)).isFalse();
    }

    @Test
    void everyUseLetsGoOfTheDescriptorAlsoIfItIsRefused() throws IOException {
        Descriptor descriptor = Descriptor.own(Fds.eventfd());
        descriptor.setNonBlocking(true);
        registry.register(descriptor, 1, Interest.READABLE);
        assertThatThrownBy(() -> registry.register(descriptor, 1, Interest.READABLE))
                .isInstanceOf(AlreadyRegisteredException.class);
        registry.reregister(descriptor, 2, Interest.READABLE);
        registry.deregister(descriptor);
        assertThatThrownBy(() -> registry.reregister(descriptor, 2, Interest.READABLE))
                .isInstanceOf(NotRegisteredException.class);
        assertThatThrownBy(() -> registry.deregister(descriptor)).isInstanceOf(NotRegisteredException.class);
        assertThatThrownBy(() -> descriptor.write(ByteBuffer.allocate(1))).hasMessageContaining("EINVAL");
        descriptor.write(one());
        assertThatThrownBy(() -> descriptor.read(ByteBuffer.allocate(1))).hasMessageContaining("EINVAL");
        descriptor.read(ByteBuffer.allocate(8));
        descriptor.close();
        assertThat(Fds.isOpen(descriptor.fd())).isFalse();
    }

    @Test
    void whatTheSystemSaysToClosingIsTold() {
        int eventfd = Fds.eventfd();
        Fds.replace(LOST, eventfd);
        Fds.close(eventfd);
        Descriptor descriptor = Descriptor.own(LOST);
        Fds.close(LOST);
        assertThatThrownBy(descriptor::close)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("close(fd " + LOST + ")", "EBADF");
        assertThat(descriptor.isOpen()).isFalse();
    }

    @Test
    void aDescriptorSaysWhatItIs() throws IOException {
        Descriptor owned = Descriptor.own(Fds.eventfd());
        assertThat(owned).hasToString("Descriptor[fd=" + owned.fd() + ", owned]");
        assertThat(Descriptor.borrow(owned.fd())).hasToString("Descriptor[fd=" + owned.fd() + ", borrowed]");
        owned.close();
        assertThat(owned).hasToString("Descriptor[fd=" + owned.fd() + ", owned, closed]");
    }

    @Test
    void aDescriptorLivesAsLongAsAReadOfItIsInProgress() throws Exception {
        int sleepMs = 1;
        while (!closedDuringARead(sleepMs)) {
            sleepMs *= 2; // the reader was not in its system call yet
        }
    }

    private static boolean closedDuringARead(int sleepMs) throws Exception {
        int[] pipe = Fds.pipe();
        Descriptor in = Descriptor.own(pipe[0]);
        try (Descriptor out = Descriptor.own(pipe[1])) {
            FutureTask<Integer> read = new FutureTask<>(() -> in.read(ByteBuffer.allocate(8)));
            Thread reader = new Thread(read);
            reader.start();
            Thread.sleep(sleepMs);
            in.close();
            if (!Fds.isOpen(pipe[0])) {
                assertThatThrownBy(read::get).hasCauseInstanceOf(ClosedChannelException.class);
                return false;
            }
            out.write(one());
            assertThat(read.get()).isEqualTo(8);
            assertThat(Fds.isOpen(pipe[0])).isFalse();
            return true;
        }
    }

    private void assertNone() throws IOException {
        assertThat(poll.poll(events, NONE)).as("%s", events).isZero();
    }

    private Event onlyEvent() throws IOException {
        assertThat(poll.poll(events, LONG)).as("%s", events).isEqualTo(1);
        return events.get(0);
    }

    private static List<Integer> epolls() throws IOException {
        return Fds.ofKind("anon_inode:[eventpoll]");
    }

    private static int newEpoll(List<Integer> before) throws IOException {
        List<Integer> epolls = epolls();
        epolls.removeAll(before);
        assertThat(epolls).hasSize(1);
        return epolls.get(0);
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static ByteBuffer one() {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).flip();
    }
}
