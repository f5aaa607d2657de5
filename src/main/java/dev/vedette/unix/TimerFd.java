package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import dev.vedette.internal.SystemCalls.TimerClock;
import dev.vedette.internal.SystemCalls.TimerStart;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * A timer in the kernel, {@code timerfd_create(2)}. It becomes readable when it expires, and stays readable until
 * {@link #expirations} is called.
 *
 * <p>Times have nanosecond resolution. A timer never expires early; how late it expires depends on the scheduler.
 * Arming a timer that is armed replaces its setting, and discards expirations that have not been read. A timer is
 * non-blocking, and is closed in programs that this one starts. Safe from any thread. After JIT compilation
 * {@link #expirations} allocates no objects, as long as at most 16 threads are in a call on a descriptor at the same
 * time.
 *
 * <p>A program with many deadlines should pass the earliest of them to {@code poll} as the timeout. A TimerFd is for
 * events that recur, and for times of the wall clock.
 *
 * @since 0.1
 */
public final class TimerFd extends Descriptor {
    /**
     * Thrown if the real-time clock was set after the timer was armed by {@link #atUnlessClockSet}.
     *
     * @since 0.1
     */
    public static final class ClockSetException extends IOException {
        private static final long serialVersionUID = 1;

        ClockSetException() {
            super("the real-time clock was set after the timer was armed or last read");
        }
    }

    private static final BigInteger NS_PER_S = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger LAST_NS = nanoseconds(Instant.MAX.getEpochSecond(), Instant.MAX.getNano());

    private final SystemCalls calls = SystemCalls.get();
    private final TimerClock clock;

    private TimerFd(int fd, TimerClock clock) {
        super(fd, true);
        this.clock = clock;
    }

    /**
     * {@return a new timer, not armed, on {@code CLOCK_MONOTONIC}: the clock of {@link System#nanoTime}, which cannot
     * be set and does not advance while the machine is suspended}
     *
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static TimerFd monotonic() throws IOException {
        return open(TimerClock.MONOTONIC);
    }

    /**
     * {@return a new timer, not armed, on {@code CLOCK_BOOTTIME}: a clock that cannot be set and, unlike
     * {@code CLOCK_MONOTONIC}, advances while the machine is suspended}
     *
     * <p>A timer that expires while the machine is suspended does not wake the machine. It is readable when the machine
     * resumes. Such a timer suits a deadline in real time, for example of a lease. See {@code clock_gettime(2)}.
     *
     * @throws IOException if the system refuses, for example because the process is out of descriptors or the kernel is
     *     older than Linux 3.15
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static TimerFd boottime() throws IOException {
        return open(TimerClock.BOOTTIME);
    }

    /**
     * {@return a new timer, not armed, on {@code CLOCK_REALTIME}: the clock of {@link Instant#now}}
     *
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static TimerFd realtime() throws IOException {
        return open(TimerClock.REALTIME);
    }

    private static TimerFd open(TimerClock clock) throws IOException {
        return new TimerFd(SystemCalls.get().timerfdCreate(clock), clock);
    }

    /**
     * Arms the timer to expire once, after a delay.
     *
     * @param delay the time until the expiration, more than zero; a timer with a delay of centuries never expires
     * @throws IllegalArgumentException if {@code delay} is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void after(Duration delay) throws IOException {
        requirePositive(delay, "delay");
        set(TimerStart.RELATIVE, delay.getSeconds(), delay.getNano(), Duration.ZERO);
    }

    /**
     * Arms the timer to expire periodically, for the first time after one period.
     *
     * @param period the time between two expirations, more than zero
     * @throws IllegalArgumentException if {@code period} is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void every(Duration period) throws IOException {
        every(period, period);
    }

    /**
     * Arms the timer to expire periodically, for the first time after a delay.
     *
     * @param delay the time until the first expiration, more than zero
     * @param period the time between two expirations, more than zero
     * @throws IllegalArgumentException if one of them is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void every(Duration delay, Duration period) throws IOException {
        requirePositive(delay, "delay");
        requirePositive(period, "period");
        set(TimerStart.RELATIVE, delay.getSeconds(), delay.getNano(), period);
    }

    /**
     * Arms the timer to expire once, when the real-time clock reaches a time. If the clock is set, the new time counts.
     *
     * @param time the time of the expiration; if it has passed, the timer expires at once
     * @throws IllegalStateException if this timer is not a {@linkplain #realtime realtime} timer
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void at(Instant time) throws IOException {
        at(time, TimerStart.ABSOLUTE, Duration.ZERO);
    }

    /**
     * Arms the timer to expire periodically: first when the real-time clock reaches a time, and then at whole periods
     * after that time, so the timer does not drift. If the clock is set, the new time counts. If it is set forward, the
     * timer expires once for each period that was skipped. If it is set back, the timer does not expire until the clock
     * has reached the next time again.
     *
     * <p>The kernel accepts no time before 1970. If {@code first} is earlier, the timer begins with the first of its
     * times after the start of 1970, so it keeps its phase. The earlier times are not counted.
     *
     * @param first the time of the first expiration; if it has passed, the timer expires at once, and the periods that
     *     have passed count as well
     * @param period the time between two expirations, more than zero
     * @throws IllegalArgumentException if {@code period} is not positive
     * @throws IllegalStateException if this timer is not a {@linkplain #realtime realtime} timer
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void at(Instant first, Duration period) throws IOException {
        requirePositive(period, "period");
        at(first, TimerStart.ABSOLUTE, period);
    }

    /**
     * Arms the timer to expire once, like {@link #at(Instant)}, and to report that the real-time clock is set
     * ({@code TFD_TIMER_CANCEL_ON_SET}). When the clock is set, the timer becomes readable, and {@link #expirations}
     * throws a {@link ClockSetException}. The timer remains armed.
     *
     * @param time the time of the expiration; if it has passed, the timer expires at once
     * @throws IllegalStateException if this timer is not a {@linkplain #realtime realtime} timer
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void atUnlessClockSet(Instant time) throws IOException {
        at(time, TimerStart.CANCEL_ON_SET, Duration.ZERO);
    }

    private void at(Instant time, TimerStart start, Duration period) throws IOException {
        if (clock != TimerClock.REALTIME) {
            throw new IllegalStateException(
                    "a timer on CLOCK_" + clock + " cannot expire at an Instant; use TimerFd.realtime()");
        }
        Instant representable = time.compareTo(Instant.EPOCH) > 0 ? time : firstAfterEpoch(time, period);
        set(start, representable.getEpochSecond(), representable.getNano(), period);
    }

    /** The kernel accepts no time before 1970, and zero disarms a timer. */
    private static Instant firstAfterEpoch(Instant time, Duration period) {
        if (period.isZero()) {
            return Instant.EPOCH.plusNanos(1); // has passed as well
        }
        BigInteger periodNs = nanoseconds(period.getSeconds(), period.getNano());
        BigInteger phaseNs = nanoseconds(time.getEpochSecond(), time.getNano()).mod(periodNs);
        BigInteger firstNs = (phaseNs.signum() == 0 ? periodNs : phaseNs).min(LAST_NS);
        BigInteger[] first = firstNs.divideAndRemainder(NS_PER_S);
        return Instant.ofEpochSecond(first[0].longValueExact(), first[1].longValueExact());
    }

    private static BigInteger nanoseconds(long seconds, int nanoseconds) {
        return BigInteger.valueOf(seconds).multiply(NS_PER_S).add(BigInteger.valueOf(nanoseconds));
    }

    /**
     * Disarms the timer, and discards expirations that have not been read.
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void disarm() throws IOException {
        set(TimerStart.RELATIVE, 0, 0, Duration.ZERO);
    }

    private void set(TimerStart start, long firstS, int firstNs, Duration period) throws IOException {
        enter();
        try {
            calls.timerfdSettime(fd(), start, firstS, firstNs, period);
        } finally {
            exit();
        }
    }

    /**
     * Returns how often the timer has expired since it was armed or since the last call of this method. Makes one
     * system call, which does not block.
     *
     * @return the number of expirations; 0 if the timer has not expired
     * @throws ClockSetException if the timer was armed by {@link #atUnlessClockSet}, and the clock was set
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public long expirations() throws IOException {
        long count;
        enter();
        try {
            count = calls.timerfdRead(fd());
        } finally {
            exit();
        }
        if (count == SystemCalls.CLOCK_WAS_SET) {
            throw new ClockSetException();
        }
        return count;
    }

    /**
     * {@return the time until the next expiration; zero if the timer is not armed, has expired for the last time, or is
     * about to expire}
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public Duration remaining() throws IOException {
        enter();
        try {
            return calls.timerfdGettime(fd());
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
