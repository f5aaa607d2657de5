package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.contract.fixture.LinuxOnly;
import dev.vedette.unix.EventFd;
import dev.vedette.unix.Inotify;
import dev.vedette.unix.InotifyEvent;
import dev.vedette.unix.ProcessFd;
import dev.vedette.unix.TimerFd;
import dev.vedette.unix.UnixAddress;
import dev.vedette.unix.UnixDatagram;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Polls that receive one or two thousand signals a second, like those of a profiler. {@code -Dvedette.signal.seconds}
 * sets the duration.
 *
 * <p>Only EPOLL keeps deadlines under signals. The JDK's Selector restarts its wait after each signal and subtracts
 * only whole milliseconds, so more than a thousand signals a second keep it from ending.
 */
@Timeout(60)
@Tag("slow")
@LinuxOnly
class SignalTest {
    private static final long TIMEOUT_MS = 200;
    private static final long STORM_NS = TimeUnit.SECONDS.toNanos(Long.getLong("vedette.signal.seconds", 2));
    private static final long PATIENCE_MS = 20_000;

    /** The JVM catches this signal and ignores it. */
    private static final int SIGPIPE = 13;

    private static final MethodHandle GETTID = function("gettid");
    private static final MethodHandle TGKILL =
            function("tgkill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    @BeforeAll
    static void theJvmCatchesTheSignal() throws IOException {
        assertThat(caughtSignals() >> (SIGPIPE - 1) & 1)
                .as("the JVM catches SIGPIPE, so that it interrupts system calls")
                .isOne();
    }

    @Test
    void signalsDoNotStretchADeadline() throws Exception {
        long bestNs = underSignals(Backend.EPOLL, Long.MAX_VALUE, poll -> {
            long shortestNs = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) { // a busy machine may delay one of them
                shortestNs = Math.min(shortestNs, timed(poll, TIMEOUT_MS * 1_000_000));
            }
            return shortestNs;
        });
        assertThat(TimeUnit.NANOSECONDS.toMillis(bestNs))
                .isGreaterThanOrEqualTo(TIMEOUT_MS)
                .isLessThan(10 * TIMEOUT_MS);
    }

    @Test
    void deadlinesHoldForAsLongAsSignalsArrive() throws Exception {
        long[] totalNs = underSignals(Backend.EPOLL, Long.MAX_VALUE, poll -> {
            long askedNs = 0;
            long elapsedNs = 0;
            for (int i = 0; askedNs < STORM_NS; i++) {
                long timeoutNs = 100_000L << i % 11; // up to 102 ms
                long pollNs = timed(poll, timeoutNs);
                assertThat(pollNs).isGreaterThanOrEqualTo(timeoutNs);
                askedNs += timeoutNs;
                elapsedNs += pollNs;
            }
            return new long[] {askedNs, elapsedNs};
        });
        assertThat(totalNs[1]).isLessThan(10 * totalNs[0]);
    }

    /** The documentation allows a late return, but no early one, and the poll must return. */
    @Test
    void onNioADeadlinePassesAtTheLatestWhenTheSignalsEnd() throws Exception {
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
        long elapsedNs = underSignals(Backend.NIO, 2 * timeoutNs, poll -> timed(poll, timeoutNs));
        assertThat(elapsedNs).isGreaterThanOrEqualTo(timeoutNs);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void signalsLoseNoWake(Backend backend) throws Exception {
        Semaphore arrived = new Semaphore(0);
        long woken = underSignals(backend, Long.MAX_VALUE, poll -> {
            Waker waker = poll.registry().waker(1);
            FutureTask<Long> waking = new FutureTask<>(() -> {
                long count = 0;
                for (long startNs = System.nanoTime(); System.nanoTime() - startNs < STORM_NS; count++) {
                    waker.wake();
                    assertThat(arrived.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS))
                            .as("wake %s", count)
                            .isTrue();
                }
                return count;
            });
            Thread thread = new Thread(waking);
            thread.start();
            Events events = Events.withCapacity(1);
            while (!waking.isDone()) {
                arrived.release(poll.poll(events, 10, TimeUnit.MILLISECONDS));
            }
            return waking.get();
        });
        assertThat(woken).isPositive();
    }

    @Test
    void signalsMakeNoCallFail(@TempDir Path directory) throws Exception {
        long rounds = underSignals(Long.MAX_VALUE, () -> {
            try (ProcessFd process = ProcessFd.open(ProcessHandle.current());
                    EventFd counter = EventFd.open();
                    TimerFd timer = TimerFd.monotonic();
                    Inotify inotify = Inotify.open();
                    UnixDatagram socket = UnixDatagram.open()) {
                timer.every(Duration.ofMillis(1));
                inotify.add(directory, Set.of(InotifyEvent.Kind.CREATED));
                socket.bind(UnixAddress.unnamed());
                UnixAddress address = socket.localAddress();
                ByteBuffer message = ByteBuffer.allocateDirect(8);
                long count = 0;
                for (long startNs = System.nanoTime(); System.nanoTime() - startNs < STORM_NS; count++) {
                    assertThat(process.hasExited()).isFalse();
                    assertThat(counter.add(2)).isTrue();
                    assertThat(counter.take()).isEqualTo(2);
                    assertThat(counter.take()).isZero();
                    assertThat(timer.expirations()).isNotNegative();
                    assertThat(timer.remaining()).isLessThanOrEqualTo(Duration.ofMillis(1));
                    assertThat(inotify.take()).isEmpty();
                    assertThat(socket.send(message.clear(), address)).isTrue();
                    assertThat(socket.receive(message.clear())).isPresent();
                    assertThat(socket.receive(message)).isEmpty();
                }
                return count;
            }
        });
        assertThat(rounds).isPositive();
    }

    private static long timed(Poll poll, long timeoutNs) throws IOException {
        long startNs = System.nanoTime();
        assertThat(poll.poll(Events.withCapacity(1), timeoutNs, TimeUnit.NANOSECONDS))
                .isZero();
        return System.nanoTime() - startNs;
    }

    private interface Body<T> {
        T run(Poll poll) throws Exception;
    }

    private static <T> T underSignals(Backend backend, long durationNs, Body<T> body) throws Exception {
        return underSignals(durationNs, () -> {
            try (Poll poll = Poll.builder().backend(backend).open()) {
                return body.run(poll);
            }
        });
    }

    /** Runs the body in a thread, and sends it signals until it ends or for the given time. */
    private static <T> T underSignals(long durationNs, Callable<T> body) throws Exception {
        CompletableFuture<Integer> threadId = new CompletableFuture<>();
        FutureTask<T> running = new FutureTask<>(() -> {
            threadId.complete(call(GETTID));
            return body.call();
        });
        Thread thread = new Thread(running);
        thread.setDaemon(true);
        thread.start();
        int pid = (int) ProcessHandle.current().pid();
        int sent = 0;
        for (long startNs = System.nanoTime(); !running.isDone() && System.nanoTime() - startNs < durationNs; sent++) {
            call(TGKILL, pid, threadId.get(), SIGPIPE);
            TimeUnit.MICROSECONDS.sleep(500);
        }
        assertThat(sent).isPositive();
        return running.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    private static long caughtSignals() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("SigCgt:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }
}
