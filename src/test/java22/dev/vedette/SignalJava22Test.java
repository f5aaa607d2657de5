package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A deadline under the signals of a profiler. On EPOLL only: the JDK's Selector starts its wait anew after each signal,
 * less whole milliseconds, and so never comes to its end under more than a thousand a second.
 */
@Timeout(60)
class SignalJava22Test {
    private static final long TIMEOUT_MS = 200;

    /** The JVM catches it, and does nothing about it. */
    private static final int SIGPIPE = 13;

    @Test
    void signalsDoNotStretchADeadline() throws Exception {
        assertThat(caughtSignals() >> (SIGPIPE - 1) & 1)
                .as("the JVM handles it, so that it interrupts")
                .isOne();
        MethodHandle gettid = function("gettid");
        MethodHandle tgkill = function("tgkill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

        CompletableFuture<Integer> threadId = new CompletableFuture<>();
        FutureTask<Long> polling = new FutureTask<>(() -> {
            try (Poll poll = Poll.builder().backend(Backend.EPOLL).open()) {
                threadId.complete(call(gettid));
                long startNs = System.nanoTime();
                assertThat(poll.poll(Events.withCapacity(1), Duration.ofMillis(TIMEOUT_MS)))
                        .isZero();
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            }
        });
        new Thread(polling).start();
        int pid = (int) ProcessHandle.current().pid();
        int sent = 0;
        while (!polling.isDone()) { // for ever, if the deadline is
            call(tgkill, pid, threadId.get(), SIGPIPE);
            sent++;
            TimeUnit.MICROSECONDS.sleep(500);
        }
        assertThat(sent).isPositive();
        assertThat(polling.get()).isGreaterThanOrEqualTo(TIMEOUT_MS).isLessThan(10 * TIMEOUT_MS);
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
