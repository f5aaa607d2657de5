package dev.vedette.unix;

import dev.vedette.internal.NativeProvider;
import dev.vedette.internal.unix.TimerFds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A timer of the kernel, {@code timerfd_create(2)}, that is readable once it has expired, until {@link #expirations} is
 * asked.
 *
 * <p>Times have nanosecond resolution and are never early; how late they are is the scheduler's affair. To arm a timer
 * that is armed arms it anew, and forgets expirations that nobody has asked for. It is non-blocking and closed in
 * programs that this one starts. Safe from any thread. {@link #expirations} allocates nothing.
 *
 * <p>A program with many deadlines had better give the next of them to {@code poll} as its timeout. A timer is for what
 * comes by itself, and for the clock of the wall.
 */
public final class TimerFd extends Descriptor {
    /** The clock was set, and the timer was armed so as to hear of it; see {@link #atUnlessClockSet}. */
    public static final class ClockSetException extends IOException {
        private static final long serialVersionUID = 1;

        ClockSetException() {
            super("the real-time clock was set since the timer was armed or last asked");
        }
    }

    private final TimerFds calls;
    private final boolean realtime;

    private TimerFd(int fd, TimerFds calls, boolean realtime) {
        super(fd, true);
        this.calls = calls;
        this.realtime = realtime;
    }

    /**
     * {@return a new timer, not armed, on {@code CLOCK_MONOTONIC}: that of {@link System#nanoTime}, which nobody sets
     * and which does not count the time that the machine is suspended}
     *
     * @throws IOException if the system refuses, as it is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static TimerFd monotonic() throws IOException {
        return open(false);
    }

    /**
     * {@return a new timer, not armed, on {@code CLOCK_REALTIME}: that of {@link Instant#now}}
     *
     * @throws IOException if the system refuses, as it is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static TimerFd realtime() throws IOException {
        return open(true);
    }

    private static TimerFd open(boolean realtime) throws IOException {
        TimerFds calls = NativeProvider.require().timerFds();
        return new TimerFd(calls.open(realtime), calls, realtime);
    }

    /**
     * Expires once.
     *
     * @param delay after how long, more than zero; centuries are for ever
     * @throws IllegalArgumentException if {@code delay} is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void after(Duration delay) throws IOException {
        requirePositive(delay, "delay");
        set(TimerFds.Start.RELATIVE, delay.getSeconds(), delay.getNano(), Duration.ZERO);
    }

    /**
     * Expires again and again, first after one period.
     *
     * @param period the time between, more than zero
     * @throws IllegalArgumentException if {@code period} is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void every(Duration period) throws IOException {
        every(period, period);
    }

    /**
     * Expires again and again.
     *
     * @param delay the time until the first, more than zero
     * @param period the time between, more than zero
     * @throws IllegalArgumentException if one of them is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void every(Duration delay, Duration period) throws IOException {
        requirePositive(delay, "delay");
        requirePositive(period, "period");
        set(TimerFds.Start.RELATIVE, delay.getSeconds(), delay.getNano(), period);
    }

    /**
     * Expires once, when the real-time clock shows that time. If the clock is set, it is the new time that counts.
     *
     * @param time when; at once if that is over
     * @throws IllegalStateException if this timer is {@linkplain #monotonic monotonic}
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void at(Instant time) throws IOException {
        at(time, TimerFds.Start.ABSOLUTE, Duration.ZERO);
    }

    /**
     * Expires again and again: first when the real-time clock shows that time, and then whole periods after it, so that
     * it does not drift. If the clock is set, it is the new time that counts: set forward, it expires for all that was
     * left out, and set back, not until the clock has come so far again.
     *
     * @param first when first; at once if that is over, and then the periods that are over count as well
     * @param period the time between, more than zero
     * @throws IllegalArgumentException if {@code period} is not positive
     * @throws IllegalStateException if this timer is {@linkplain #monotonic monotonic}
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void at(Instant first, Duration period) throws IOException {
        requirePositive(period, "period");
        at(first, TimerFds.Start.ABSOLUTE, period);
    }

    /**
     * As {@link #at}, and becomes readable also when the real-time clock is set, which {@link #expirations} then says
     * by a {@link ClockSetException}: {@code TFD_TIMER_CANCEL_ON_SET}. The timer remains armed.
     *
     * @param time when; at once if that is over
     * @throws IllegalStateException if this timer is {@linkplain #monotonic monotonic}
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void atUnlessClockSet(Instant time) throws IOException {
        at(time, TimerFds.Start.CANCEL_ON_SET, Duration.ZERO);
    }

    private void at(Instant time, TimerFds.Start start, Duration period) throws IOException {
        if (!realtime) {
            throw new IllegalStateException("a monotonic clock knows no Instant; use TimerFd.realtime()");
        }
        // for the kernel there is nothing before 1970, and zero would disarm
        boolean ancient = time.compareTo(Instant.EPOCH) <= 0;
        set(start, ancient ? 0 : time.getEpochSecond(), ancient ? 1 : time.getNano(), period);
    }

    /**
     * Does not expire any more, and forgets expirations that nobody has asked for.
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void disarm() throws IOException {
        set(TimerFds.Start.RELATIVE, 0, 0, Duration.ZERO);
    }

    private void set(TimerFds.Start start, long firstS, int firstNs, Duration period) throws IOException {
        enter();
        try {
            calls.set(fd(), start, firstS, firstNs, period);
        } finally {
            exit();
        }
    }

    /**
     * How often it has expired since it was armed or last asked. One system call, which does not block.
     *
     * @return how often; 0 if not at all
     * @throws ClockSetException if it was armed by {@link #atUnlessClockSet}, and the clock was set
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public long expirations() throws IOException {
        long count;
        enter();
        try {
            count = calls.expirations(fd());
        } finally {
            exit();
        }
        if (count == TimerFds.CANCELLED) {
            throw new ClockSetException();
        }
        return count;
    }

    /**
     * {@return how long it is until it expires next; zero if it is not armed, has expired for good, or expires just
     * now}
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public Duration remaining() throws IOException {
        enter();
        try {
            return calls.remaining(fd());
        } finally {
            exit();
        }
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " " + duration + " is not positive");
        }
    }
}
