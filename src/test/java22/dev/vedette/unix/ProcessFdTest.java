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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@LinuxOnly
class ProcessFdTest {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Events events = Events.withCapacity(8);

    /** A process that runs until its input ends. */
    private Process child;

    @BeforeEach
    void start() throws IOException {
        child = new ProcessBuilder("cat").start();
    }

    @AfterEach
    void kill() {
        child.destroyForcibly();
    }

    private static Stream<Arguments> triggersOnEveryBackend() {
        return Stream.of(Backend.NIO, Backend.EPOLL)
                .flatMap(backend -> Arrays.stream(Trigger.values()).map(trigger -> Arguments.of(backend, trigger)));
    }

    @ParameterizedTest
    @MethodSource("triggersOnEveryBackend")
    void itIsReadableOnceTheProcessHasExited(Backend backend, Trigger trigger) throws Exception {
        try (Poll poll = Poll.builder().backend(backend).open();
                ProcessFd process = ProcessFd.open(child.toHandle())) {
            poll.registry().register(process, 1, Interest.READABLE, trigger);
            assertThat(poll.poll(events, QUIET)).isZero();
            assertThat(process.hasExited()).isFalse();
            child.getOutputStream().close();
            assertThat(poll.poll(events, PATIENCE)).isOne();
            assertThat(events.get(0)).returns(1L, Event::token).returns(true, Event::isReadable);
            assertThat(process.hasExited()).isTrue();
            assertThat(child.waitFor())
                    .as("the exit status, which the JDK reaps")
                    .isZero();
            assertThat(process.hasExited()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aDescriptorClosedDuringAPollLeavesIt(Backend backend) throws Exception {
        ProcessFd process = ProcessFd.open(child.pid());
        try (Poll poll = Poll.builder().backend(backend).open();
                EventFd end = EventFd.open()) {
            poll.registry().register(process, 1, Interest.READABLE);
            poll.registry().register(end, 2, Interest.READABLE);
            FutureTask<Void> close = new FutureTask<>(() -> {
                Thread.sleep(20);
                process.close();
                child.getOutputStream().close();
                child.waitFor();
                end.add(1);
                return null;
            });
            new Thread(close).start();
            assertThat(poll.poll(events, PATIENCE)).isOne();
            assertThat(events.get(0).token()).isEqualTo(2);
            close.get();
            assertThat(Fds.isOpen(process.fd())).isFalse();
        }
    }

    @Test
    void aProcessThatIsNoChildCanBeWatched() throws IOException {
        try (ProcessFd self = ProcessFd.open(ProcessHandle.current())) {
            assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(self.hasExited()).isFalse();
            assertThat(self).hasToString("ProcessFd[fd=" + self.fd() + ", owned, pid=" + self.pid() + "]");
        }
    }

    @Test
    void aProcessThatHasExitedIsRefusedAndLeavesNoDescriptor() throws Exception {
        ProcessFd.open(child.pid()).close();
        ProcessHandle handle = child.toHandle();
        child.getOutputStream().close();
        child.waitFor();
        List<String> before = DescriptorCensus.take();
        assertThatThrownBy(() -> ProcessFd.open(handle))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("pidfd_open(pid " + handle.pid() + "): No such process (ESRCH)");
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    /** A process that has the id of an earlier process is not that process. */
    @Test
    void aStrangerWithTheSameIdIsNotOpened() throws Exception {
        ProcessFd.open(child.pid()).close();
        List<String> before = DescriptorCensus.take();
        assertThatThrownBy(() -> ProcessFd.open(new Exited(child.toHandle())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ESRCH");
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Integer.MAX_VALUE + 1L})
    void aNumberThatIsNoProcessIdIsRefused(long pid) {
        assertThatThrownBy(() -> ProcessFd.open(pid)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thereIsNothingToRead() throws IOException {
        try (ProcessFd process = ProcessFd.open(child.pid())) {
            assertThatThrownBy(() -> process.read(ByteBuffer.allocate(8)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("EINVAL");
        }
    }

    @Test
    void aClosedDescriptorRefusesUseAndTheProcessLives() throws IOException {
        ProcessFd process = ProcessFd.open(child.pid());
        assertThat(Fds.flags(process.fd()) & 0x80000).as("O_CLOEXEC").isPositive();
        process.close();
        process.close();
        assertThatThrownBy(process::hasExited).isInstanceOf(ClosedChannelException.class);
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void aLostDescriptorIsAFailureAndNoExit() throws IOException {
        int free = Fds.eventfd(); // the lowest free number, for descriptors that the JVM opens meanwhile
        ProcessFd process = ProcessFd.open(child.pid());
        Fds.close(free);
        Fds.close(process.fd());
        assertThatThrownBy(process::hasExited)
                .isInstanceOf(IOException.class)
                .hasMessage("poll(fd " + process.fd() + "): Bad file descriptor (EBADF)");
        assertThatThrownBy(process::close).hasMessageContaining("EBADF");
    }

    @Test
    void openingAndClosingLeavesNoDescriptor() throws IOException {
        ProcessHandle handle = child.toHandle();
        ProcessFd.open(handle).close();
        List<String> before = DescriptorCensus.take();
        for (int i = 0; i < 10_000; i++) {
            ProcessFd.open(handle).close();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    /** The handle of a process that has exited and whose id belongs to another process. */
    private record Exited(ProcessHandle other) implements ProcessHandle {
        @Override
        public long pid() {
            return other.pid();
        }

        @Override
        public boolean isAlive() {
            return false;
        }

        @Override
        public Optional<ProcessHandle> parent() {
            return other.parent();
        }

        @Override
        public Stream<ProcessHandle> children() {
            return other.children();
        }

        @Override
        public Stream<ProcessHandle> descendants() {
            return other.descendants();
        }

        @Override
        public Info info() {
            return other.info();
        }

        @Override
        public CompletableFuture<ProcessHandle> onExit() {
            return other.onExit();
        }

        @Override
        public boolean supportsNormalTermination() {
            return other.supportsNormalTermination();
        }

        @Override
        public boolean destroy() {
            return false;
        }

        @Override
        public boolean destroyForcibly() {
            return false;
        }

        @Override
        public int compareTo(ProcessHandle handle) {
            return other.compareTo(handle);
        }
    }
}
