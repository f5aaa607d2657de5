package dev.vedette.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.LinuxOnly;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.ReadyList;
import dev.vedette.unix.Namespace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which descriptors need a {@link Shield}, and what becomes of them where the kernel is too old for one. */
@Timeout(120)
@LinuxOnly
class ShieldTest {
    private static final int NO_FD = 4000;

    private final DescriptorKind kind = new DescriptorKind();

    private static int open(String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            CallState state = CallState.allocate(arena);
            return Errno.check(Unistd.open(state, arena.allocateFrom(path), true, false), state, "open");
        }
    }

    private static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            Unistd.close(CallState.allocate(arena), fd);
        }
    }

    private boolean mayClearByPollAndIsClosed(int fd) {
        try {
            return kind.mayClearByPoll(fd);
        } finally {
            close(fd);
        }
    }

    // ---- kinds

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self/mounts",
                "/proc/self/mountinfo",
                "/proc/swaps",
                "/proc/sys/kernel/hostname",
                "/proc/pressure/memory",
                "/sys/kernel/uevent_seqnum",
                "/dev/null",
                "/dev/random"
            })
    void filesOfTheKernelAndDevicesMayClearTheirCondition(String path) throws IOException {
        assumeTrue(Path.of(path).toFile().canRead(), "there is no " + path);
        assertThat(mayClearByPollAndIsClosed(open(path))).isTrue();
    }

    @Test
    void terminalsDoNot() throws IOException {
        assertThat(mayClearByPollAndIsClosed(open("/dev/ptmx"))).isFalse();
    }

    @Test
    void socketsAndPipesDoNot() throws IOException {
        Pipe pipe = Pipe.open();
        try (DatagramChannel channel = DatagramChannel.open();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertThat(kind.mayClearByPoll(ChannelDescriptors.of(channel))).isFalse();
            assertThat(kind.mayClearByPoll(ChannelDescriptors.of(source))).isFalse();
            assertThat(kind.mayClearByPoll(ChannelDescriptors.of(sink))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eventfd",
                "epoll_create1",
                "inotify_init1",
                "timerfd_create",
                "signalfd",
                "fanotify_init",
                "pidfd"
            })
    void whatSystemCallsMakeDoesNot(String call) throws Throwable {
        int fd = (int)
                switch (call) {
                    case "timerfd_create", "fanotify_init", "eventfd" -> call(call, 0, 0);
                    case "signalfd" -> call(call, -1, Arena.ofAuto().allocate(128), 0);
                    case "pidfd" ->
                        call("syscall", 434L, (int) ProcessHandle.current().pid(), 0);
                    default -> call(call, 0);
                };
        assumeTrue(fd >= 0, "the system forbids " + call);
        assertThat(mayClearByPollAndIsClosed(fd)).isFalse();
    }

    @SuppressWarnings("restricted")
    private static Object call(String name, Object... arguments) throws Throwable {
        var layouts = new java.lang.foreign.MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof Integer
                    ? ValueLayout.JAVA_INT
                    : arguments[i] instanceof Long ? ValueLayout.JAVA_LONG : ValueLayout.ADDRESS;
        }
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                        linker.defaultLookup().find(name).orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts))
                .invokeWithArguments(arguments);
    }

    @Test
    void aNumberThatIsNoDescriptorDoesNot() {
        assertThat(kind.mayClearByPoll(NO_FD)).isFalse();
        assertThat(kind.mayClearByPoll(-1)).isFalse();
    }

    // ---- before Linux 5.5

    @Test
    void withoutAShieldADescriptorIsRefusedWhereASelectorWaits() throws IOException {
        int mounts = open("/proc/self/mounts");
        Selector selector = Selector.open();
        try (NestedEpollSet nested = new NestedEpollSet(false, selector, key -> selector.selectNow(shown -> {}) > 0)) {
            assertThatThrownBy(() -> nested.register(mounts, 1, Interest.PRIORITY, Trigger.LEVEL))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContainingAll("Linux 5.5", "EPOLL");
            selector.close();
        } finally {
            close(mounts);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAShieldEveryThreadWaitsForTheEpollInstanceItself(boolean virtual, @TempDir Path directory)
            throws Exception {
        Optional<Namespace> maybe = Namespace.open(directory);
        assumeTrue(maybe.isPresent(), "mounts need unshare(1) and leave to use it");
        EpollBackend backend = new EpollBackend(false);
        try (Namespace namespace = maybe.get()) {
            int mounts = open(namespace.mounts().toString());
            for (long token = 1; token <= 3; token++) {
                ReadyList ready = new ReadyList(4);
                FutureTask<Void> waiting = new FutureTask<>(() -> {
                    while (ready.isEmpty()) {
                        backend.select(ready, PollBackend.FOREVER);
                    }
                    return null;
                });
                if (virtual) {
                    Thread.ofVirtual().start(waiting);
                } else {
                    Thread.ofPlatform().daemon().start(waiting);
                }
                Thread.sleep(50); // so that it most likely waits already, in a Selector if it is virtual
                if (token == 1) {
                    backend.register(mounts, token, Interest.PRIORITY, Trigger.LEVEL);
                } else {
                    backend.reregister(mounts, token, Interest.PRIORITY, Trigger.LEVEL);
                }
                namespace.changeMounts();
                waiting.get(40, TimeUnit.SECONDS);
                assertThat(ready.size()).isOne();
                assertThat(ready.token(0)).isEqualTo(token);
                backend.select(new ReadyList(4), 0); // should the kernel have signalled the change twice
            }
            close(mounts);
        } finally {
            backend.close();
        }
    }
}
