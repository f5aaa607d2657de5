package dev.vedette.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.contract.fixture.Backends;
import dev.vedette.contract.fixture.ChildJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * System calls that hardly ever fail. strace makes one of them fail, in a process of its own, so that no limit of the
 * whole machine need be reached.
 */
@Timeout(180)
@Tag("slow")
class SystemRefusalTest {
    /**
     * The failure applies to the second call of the thread; the first is that of an earlier Poll. Up to Java 24 the
     * first Poll on NIO makes one more.
     */
    private static void run(String what, Backend backend, String failure, String message) throws Exception {
        Backends.assume(backend);
        boolean preparesToClose = backend == Backend.NIO && Runtime.version().feature() < 25;
        run(
                new ChildJvm(SystemRefusal.class).with(what, backend, message),
                preparesToClose ? failure.replace("when=2", "when=3") : failure);
    }

    private static void run(ChildJvm program, String failure, String... options) throws Exception {
        assumeTrue(strace("true"), "needs strace and the permission to use it");
        String call = failure.substring(0, failure.indexOf(':'));
        List<String> all = new ArrayList<>(List.of("-e", "trace=" + call, "-e", "inject=" + failure));
        all.addAll(Arrays.asList(options));
        program.under(straceCommand(all.toArray(String[]::new))).run(Duration.ofMinutes(1));
    }

    private static boolean strace(String... program) throws InterruptedException {
        return starts(straceCommand(program));
    }

    private static boolean starts(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String[] straceCommand(String... more) {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"));
        command.addAll(Arrays.asList(more));
        return command.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "NIO,   epoll_create1:error=ENFILE:when=2, Too many open files in system",
        "NIO,   eventfd2:error=EMFILE:when=2,      Too many open files",
        "EPOLL, epoll_create1:error=ENFILE:when=2..3, epoll_create1: Too many open files in system (ENFILE)",
        "EPOLL, eventfd2:error=EMFILE:when=2..3,      eventfd: Too many open files (EMFILE)",
        "EPOLL, epoll_ctl:error=ENOSPC:when=2..3,     'epoll_ctl(ADD, eventfd): No space left on device (ENOSPC)'"
    })
    void theRefusalOfAPollGivesTheReasonAndLeavesNoDescriptor(Backend backend, String failure, String message)
            throws Exception {
        run("open", backend, failure, message);
    }

    @ParameterizedTest
    @CsvSource({
        "epoll_create1:error=EPERM:when=2..3, the system forbids epoll_create1: Operation not permitted (EPERM)",
        "eventfd2:error=ENOSYS:when=2..3,     the system forbids eventfd: Function not implemented (ENOSYS)"
    })
    void theDefaultFallsBackToNioIfTheSystemForbidsEpoll(String failure, String message) throws Exception {
        run("best", Backend.EPOLL, failure, message);
    }

    /** The kernel fails like this when the user has reached /proc/sys/fs/epoll/max_user_watches. */
    @Test
    void aRegistrationBeyondTheLimitIsRefusedByNameAndThePollGoesOn() throws Exception {
        run(
                "register",
                Backend.EPOLL,
                "epoll_ctl:error=ENOSPC:when=4..5",
                "epoll_ctl\\(ADD, fd \\d+\\): No space left on device \\(ENOSPC\\)");
    }

    /**
     * The failure applies to the third call of the thread: the first adds the eventfd of the Selector, the second makes
     * the epoll instance readable.
     */
    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void aPollDoesNotWaitForAnEpollInstanceThatItsSelectorMayNotWatch(Backend backend) throws Exception {
        Backends.assume(Backend.EPOLL); // both backends make native calls
        assumeTrue(
                backend == Backend.NIO || Runtime.version().feature() >= 24,
                "before Java 24 the EPOLL backend uses no Selector");
        run(new ChildJvm(WatchRefusal.class).with(backend), "epoll_ctl:error=ENOSPC:when=3");
    }

    @ParameterizedTest
    @CsvSource({
        "eventfd,  eventfd2:error=ENFILE,          IOException, eventfd: Too many open files in system (ENFILE)",
        "eventfd,  eventfd2:error=ENOSYS,          UnsupportedOperationException, it needs Linux 2.6.27",
        "timer,    timerfd_create:error=EMFILE,    IOException, timerfd_create: Too many open files (EMFILE)",
        "timer,    timerfd_create:error=ENOSYS,    UnsupportedOperationException, it needs Linux 2.6.27",
        "process,  pidfd_open:error=ENOSYS,        UnsupportedOperationException, it needs Linux 5.3",
        "process,  pidfd_open:error=EPERM,         IOException, Operation not permitted (EPERM); a filter (seccomp)",
        "process,  pidfd_open:error=EMFILE,        IOException, Too many open files (EMFILE)",
        "inotify,  inotify_init1:error=EMFILE,     IOException, /proc/sys/fs/inotify/max_user_instances",
        "inotify,  inotify_init1:error=ENOSYS,     UnsupportedOperationException, it needs Linux 2.6.27",
        "watch,    inotify_add_watch:error=ENOSPC, IOException, /proc/sys/fs/inotify/max_user_watches",
        "datagram, socket:error=EACCES,            IOException, 'socket(AF_UNIX, SOCK_DGRAM): Permission denied (EACCES)'",
        "clock,    read:error=ECANCELED,           ClockSetException, the real-time clock was set"
    })
    void theRefusalOfADescriptorGivesTheReasonAndLeavesNone(
            String kind, String failure, String exception, String message) throws Exception {
        runKind(new ChildJvm(KindRefusal.class).with(kind, exception, message), failure);
    }

    @ParameterizedTest
    @CsvSource({
        "signalfd4:error=ENOSYS, UnsupportedOperationException, it needs Linux 2.6.27",
        "signalfd4:error=EMFILE, IOException, signalfd: Too many open files (EMFILE)"
    })
    void theRefusalOfASignalFdGivesTheReasonAndLeavesNoDescriptor(String failure, String exception, String message)
            throws Exception {
        assumeTrue(starts("env", "--block-signal=USR1", "true"), "needs GNU env 8.31 or newer");
        runKind(
                new ChildJvm(KindRefusal.class)
                        .with("signal", exception, message)
                        .under("env", "--block-signal=USR1"),
                failure);
    }

    /**
     * timerfd_settime(2) fails like this if the clock was set before, and read(2) returns 0 if the clock was set back
     * while it waited.
     */
    @ParameterizedTest
    @CsvSource({"armed, timerfd_settime:error=ECANCELED", "asked, read:retval=0"})
    void settingTheClockIsReportedOnlyOnRequest(String kind, String failure) throws Exception {
        runKind(new ChildJvm(KindRefusal.class).with(kind), failure);
    }

    private static void runKind(ChildJvm program, String failure) throws Exception {
        Backends.assume(Backend.EPOLL);
        String[] options = failure.startsWith("read:")
                ? new String[] {"-P", "anon_inode:[timerfd]"} // class loading also reads
                : new String[0];
        run(program, failure, options);
    }
}
