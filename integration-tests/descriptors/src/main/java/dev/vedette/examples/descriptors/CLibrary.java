package dev.vedette.examples.descriptors;

import dev.vedette.unix.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/** Descriptors that a program got from a C library; here, from Linux's own. */
final class CLibrary {
    private static final int NONBLOCK_CLOEXEC = 0x80800;
    private static final int CLOCK_MONOTONIC = 1;

    private static final MethodHandle EVENTFD = function("eventfd", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle TIMERFD_CREATE =
            function("timerfd_create", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle TIMERFD_SETTIME = function(
            "timerfd_settime", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    private static final MethodHandle PIPE2 = function("pipe2", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private CLibrary() {}

    /** An eventfd(2): a counter. */
    static Descriptor eventfd() throws IOException {
        try {
            return Descriptor.own(check("eventfd", (int) EVENTFD.invokeExact(0, NONBLOCK_CLOEXEC)));
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** A timerfd(2) that expires again and again. */
    static Descriptor timerfd(Duration period) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Descriptor timer = Descriptor.own(
                    check("timerfd_create", (int) TIMERFD_CREATE.invokeExact(CLOCK_MONOTONIC, NONBLOCK_CLOEXEC)));
            // struct itimerspec { struct timespec it_interval, it_value; }
            MemorySegment times = arena.allocateFrom(
                    ValueLayout.JAVA_LONG,
                    period.toSeconds(),
                    period.toNanosPart(),
                    period.toSeconds(),
                    period.toNanosPart());
            check("timerfd_settime", (int) TIMERFD_SETTIME.invokeExact(timer.fd(), 0, times, MemorySegment.NULL));
            return timer;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** A pipe(2): read end and write end. */
    static Descriptor[] pipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            check("pipe2", (int) PIPE2.invokeExact(ends, NONBLOCK_CLOEXEC));
            return new Descriptor[] {
                Descriptor.own(ends.getAtIndex(ValueLayout.JAVA_INT, 0)),
                Descriptor.own(ends.getAtIndex(ValueLayout.JAVA_INT, 1))
            };
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static int check(String call, int result) throws IOException {
        if (result == -1) {
            throw new IOException(call + " failed");
        }
        return result;
    }

    private static IOException rethrow(Throwable e) {
        return e instanceof IOException io ? io : new IOException(e);
    }
}
