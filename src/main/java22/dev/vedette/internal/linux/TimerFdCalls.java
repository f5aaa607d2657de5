package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Downcalls.C_INT;
import static dev.vedette.internal.linux.Downcalls.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/** timerfd_create(2), timerfd_settime(2) and timerfd_gettime(2). */
final class TimerFdCalls {
    static final int CLOCK_REALTIME = 0;
    static final int CLOCK_MONOTONIC = 1;

    static final int TFD_TIMER_ABSTIME = 1;
    static final int TFD_TIMER_CANCEL_ON_SET = 2;

    private static final int TFD_NONBLOCK = 0x800;
    private static final int TFD_CLOEXEC = 0x80000;

    // int timerfd_create(int clockid, int flags);
    private static final MethodHandle CREATE = Downcalls.withErrno("timerfd_create", C_INT, C_INT, C_INT);

    // int timerfd_settime(int fd, int flags, const struct itimerspec *new_value, struct itimerspec *old_value);
    private static final MethodHandle SETTIME =
            Downcalls.withErrno("timerfd_settime", C_INT, C_INT, C_INT, C_POINTER, C_POINTER);

    // int timerfd_gettime(int fd, struct itimerspec *curr_value);
    private static final MethodHandle GETTIME = Downcalls.withErrno("timerfd_gettime", C_INT, C_INT, C_POINTER);

    private TimerFdCalls() {}

    /**
     * Where things are in
     *
     * <pre>{@code
     * struct itimerspec {
     *     struct timespec it_interval;   // { time_t tv_sec; long tv_nsec; }
     *     struct timespec it_value;
     * };
     * }</pre>
     *
     * which is four 64-bit numbers on every architecture of the JDK.
     */
    static final class Setting {
        private static final long INTERVAL = 0;
        private static final long VALUE = Epoll.TIMESPEC_SIZE;

        private Setting() {}

        static void write(MemorySegment setting, long valueS, int valueNs, Duration interval) {
            setting.set(ValueLayout.JAVA_LONG, INTERVAL, interval.getSeconds());
            setting.set(ValueLayout.JAVA_LONG, INTERVAL + Long.BYTES, interval.getNano());
            setting.set(ValueLayout.JAVA_LONG, VALUE, valueS);
            setting.set(ValueLayout.JAVA_LONG, VALUE + Long.BYTES, valueNs);
        }

        static Duration value(MemorySegment setting) {
            return Duration.ofSeconds(
                    setting.get(ValueLayout.JAVA_LONG, VALUE), setting.get(ValueLayout.JAVA_LONG, VALUE + Long.BYTES));
        }
    }

    /** A new timer, non-blocking and closed on exec; −1 and errno if the system refuses. */
    static int create(MemorySegment callState, int clock) {
        try {
            return (int) CREATE.invokeExact(callState, clock, TFD_NONBLOCK | TFD_CLOEXEC);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int set(MemorySegment callState, int fd, int flags, MemorySegment setting) {
        try {
            return (int) SETTIME.invokeExact(callState, fd, flags, setting, MemorySegment.NULL);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** 0, or −1 and errno. */
    static int get(MemorySegment callState, int fd, MemorySegment setting) {
        try {
            return (int) GETTIME.invokeExact(callState, fd, setting);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
