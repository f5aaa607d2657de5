package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import dev.vedette.internal.SystemCalls.TimerStart;
import java.io.IOException;
import java.math.BigInteger;
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

    private static final BigInteger NS_PER_S = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger LAST_NS = nanoseconds(Instant.MAX.getEpochSecond(), Instant.MAX.getNano());

    private final SystemCalls calls = SystemCalls.get();
    private final boolean realtime;

    private TimerFd(int fd, boolean realtime) {
        super(fd, true);
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
        return new TimerFd(SystemCalls.get().timerfdCreate(realtime), realtime);
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
        set(TimerStart.RELATIVE, delay.getSeconds(), delay.getNano(), Duration.ZERO);
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
        set(TimerStart.RELATIVE, delay.getSeconds(), delay.getNano(), period);
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
        at(time, TimerStart.ABSOLUTE, Duration.ZERO);
    }

    /**
     * Expires periodically: first when the real-time clock shows a time, and then at whole periods after that time, so
     * that the timer does not drift. If the clock is set, the new time counts. Set forward, the timer expires once for
     * each period that was skipped. Set back, it does not expire until the clock has reached the next time again.
     *
     * <p>The kernel knows no time before 1970. If {@code first} is earlier, the timer begins with the first of its
     * times after the start of 1970, so it keeps its phase. The times before are not counted.
     *
     * @param first the time of the first expiration; if it is past, the timer expires at once, and the periods that are
     *     over count as well
     * @param period the time between, more than zero
     * @throws IllegalArgumentException if {@code period} is not positive
     * @throws IllegalStateException if this timer is {@linkplain #monotonic monotonic}
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public void at(Instant first, Duration period) throws IOException {
        requirePositive(period, "period");
        at(first, TimerStart.ABSOLUTE, period);
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
        at(time, TimerStart.CANCEL_ON_SET, Duration.ZERO);
    }

    private void at(Instant time, TimerStart start, Duration period) throws IOException {
        if (!realtime) {
            throw new IllegalStateException("a monotonic clock knows no Instant; use TimerFd.realtime()");
        }
        Instant representable = time.compareTo(Instant.EPOCH) > 0 ? time : firstAfterEpoch(time, period);
        set(start, representable.getEpochSecond(), representable.getNano(), period);
    }

    /** The kernel knows no time before 1970, and zero disarms a timer. */
    private static Instant firstAfterEpoch(Instant time, Duration period) {
        if (period.isZero()) {
            return Instant.EPOCH.plusNanos(1); // is over as well
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
     * Does not expire any more, and forgets expirations that nobody has asked for.
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
     * {@return how long it is until it expires next; zero if it is not armed, has expired for good, or expires just
     * now}
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
