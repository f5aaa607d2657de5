package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls from many threads hold a bounded amount of native memory, without help of the garbage collector. */
@Timeout(120)
@Tag("slow")
@LinuxOnly
class NativeMemoryTest {
    private static final int CALLS = 4_000;
    private static final int THREADS = 16;
    private static final long ENOUGH = 4 << 20;

    static Stream<ThreadFactory> threads() {
        return Stream.of(
                Thread.ofPlatform().name("platform").factory(),
                Thread.ofVirtual().name("virtual").factory());
    }

    @ParameterizedTest
    @MethodSource("threads")
    void readsAndWritesOfHeapBuffers(ThreadFactory threads) throws Exception {
        try (Descriptor zero =
                Descriptor.open(Path.of("/dev/zero"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertMemoryIsBounded(threads, () -> {
                ByteBuffer bytes = ByteBuffer.allocate(4096);
                assertThat(zero.read(bytes)).isEqualTo(4096);
                return zero.write(bytes.flip());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void messages(ThreadFactory threads) throws Exception {
        try (UnixDatagram receiver = UnixDatagram.open();
                UnixDatagram sender = UnixDatagram.open()) {
            receiver.bind(UnixAddress.unnamed());
            UnixAddress address = receiver.localAddress();
            assertMemoryIsBounded(threads, () -> {
                sender.send(ByteBuffer.allocate(1000), address);
                return receiver.receive(ByteBuffer.allocate(1000));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void countersAndTimers(ThreadFactory threads) throws Exception {
        try (EventFd counter = EventFd.open();
                TimerFd timer = TimerFd.monotonic()) {
            assertMemoryIsBounded(threads, () -> {
                counter.add(1);
                counter.take();
                timer.expirations();
                return timer.remaining();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void changesOfFiles(ThreadFactory threads) throws Exception {
        Path directory = Files.createTempDirectory("vedette");
        try (Inotify inotify = Inotify.open()) {
            assertMemoryIsBounded(threads, () -> {
                inotify.add(directory, Set.of(InotifyEvent.Kind.CREATED));
                return inotify.take();
            });
        } finally {
            Files.delete(directory);
        }
    }

    private static void assertMemoryIsBounded(ThreadFactory threads, Callable<?> call) throws Exception {
        call.call();
        long before = usedBytes();
        long most = 0;
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(threads)) {
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(executor.submit(() -> {
                    for (int j = 0; j < CALLS; j++) {
                        call.call();
                    }
                    return null;
                }));
            }
            for (Future<Object> thread : running) {
                while (!thread.isDone()) {
                    most = Math.max(most, usedBytes() - before);
                    Thread.sleep(1);
                }
                thread.get();
            }
        }
        assertThat(Math.max(most, usedBytes() - before)).isLessThan(ENOUGH);
    }

    private static long usedBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void aSmallLimitIsEnoughForManyThreads() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:MaxDirectMemorySize=2m",
                        "-XX:+DisableExplicitGC",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Readers.class.getName())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEmpty();
        assertThat(process.exitValue()).isZero();
    }

    /** Four threads that read 4 KiB from /dev/zero again and again. */
    static final class Readers {
        private Readers() {}

        public static void main(String[] arguments) throws Exception {
            try (Descriptor zero = Descriptor.open(Path.of("/dev/zero"), StandardOpenOption.READ);
                    ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Future<?>> readers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    readers.add(executor.submit(() -> {
                        for (int j = 0; j < 50_000; j++) {
                            zero.read(ByteBuffer.allocate(4096));
                        }
                        return null;
                    }));
                }
                for (Future<?> reader : readers) {
                    reader.get();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
