package dev.vedette.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.time.Duration;

/** timerfd_create(2), timerfd_settime(2) and timerfd_gettime(2). */
final class Timerfd {
    static final int CLOCK_REALTIME = 0;
    static final int CLOCK_MONOTONIC = 1;
    static final int CLOCK_BOOTTIME = 7;

    static final int TFD_TIMER_ABSTIME = 1;
    static final int TFD_TIMER_CANCEL_ON_SET = 2;

    private static final int TFD_NONBLOCK = 0x800;
    private static final int TFD_CLOEXEC = 0x80000;

    // int timerfd_create(int clockid, int flags);
    private static final CFunction CREATE = CFunction.of("timerfd_create");

    // int timerfd_settime(int fd, int flags, const struct itimerspec *new_value, struct itimerspec *old_value);
    private static final CFunction SETTIME = CFunction.of("timerfd_settime");

    // int timerfd_gettime(int fd, struct itimerspec *curr_value);
    private static final CFunction GETTIME = CFunction.of("timerfd_gettime");

    private Timerfd() {}

    /**
     * The fields of
     *
     * <pre>{@code
     * struct itimerspec {
     *     struct timespec it_interval;   // { time_t tv_sec; long tv_nsec; }
     *     struct timespec it_value;
     * };
     * }</pre>
     *
     * The struct consists of four 64-bit numbers on every architecture of the JDK.
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

    /** A new timer, non-blocking and closed on exec; −1 and errno if the call fails. */
    static int create(CallState state, int clock) {
        return (int) CREATE.call(state, clock, TFD_NONBLOCK | TFD_CLOEXEC);
    }

    /** 0, or −1 and errno. */
    static int set(CallState state, int fd, int flags, MemorySegment setting) {
        try {
            return (int) SETTIME.call(state, fd, flags, setting.address(), 0);
        } finally {
            Reference.reachabilityFence(setting);
        }
    }

    /** 0, or −1 and errno. */
    static int get(CallState state, int fd, MemorySegment setting) {
        try {
            return (int) GETTIME.call(state, fd, setting.address());
        } finally {
            Reference.reachabilityFence(setting);
        }
    }
}
