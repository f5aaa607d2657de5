package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@LinuxOnly
class TimerFdTest {
    private static final Duration SOON = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TimerFd monotonic;
    private TimerFd boottime;
    private TimerFd realtime;

    @BeforeEach
    void open() throws IOException {
        monotonic = TimerFd.monotonic();
        boottime = TimerFd.boottime();
        realtime = TimerFd.realtime();
    }

    @AfterEach
    void close() throws IOException {
        monotonic.close();
        boottime.close();
        realtime.close();
    }

    private static void await(TimerFd timer) throws IOException {
        try (Poll poll = Poll.builder().backend(Backend.EPOLL).open()) {
            poll.registry().register(timer, 1, Interest.READABLE);
            assertThat(poll.poll(Events.withCapacity(1), PATIENCE)).isOne();
        }
    }

    @Test
    void itExpiresOnceAndNotEarly() throws IOException {
        for (TimerFd timer : List.of(monotonic, boottime, realtime)) {
            long startNs = System.nanoTime();
            timer.after(SOON);
            await(timer);
            assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(SOON.toNanos());
            assertThat(timer.expirations()).isOne();
            assertThat(timer.expirations()).isZero();
            assertThat(timer.remaining()).isZero();
        }
    }

    @Test
    void expirationsAreCountedUntilTheyAreRead() throws Exception {
        long startNs = System.nanoTime();
        monotonic.every(Duration.ofMillis(1));
        Thread.sleep(20);
        long count = monotonic.expirations();
        assertThat(count).isBetween(20L, (System.nanoTime() - startNs) / 1_000_000);
        await(monotonic);
        assertThat(monotonic.expirations()).isPositive();
    }

    @Test
    void theFirstExpirationNeedNotBeAPeriodAway() throws IOException {
        monotonic.every(SOON, LONG);
        await(monotonic);
        assertThat(monotonic.expirations()).isOne();
        assertThat(monotonic.remaining()).isBetween(LONG.minus(PATIENCE.multipliedBy(3)), LONG);
    }

    /** The numbers of the clocks are those of clock_gettime(2). */
    @Test
    void everyTimerHasItsClock() throws IOException {
        assertThat(Files.readString(info(realtime))).contains("clockid: 0");
        assertThat(Files.readString(info(monotonic))).contains("clockid: 1");
        assertThat(Files.readString(info(boottime))).contains("clockid: 7");
    }

    private static Path info(TimerFd timer) {
        return Path.of("/proc/self/fdinfo/" + timer.fd());
    }

    @Test
    void aTimerOfAnotherClockDoesNotKnowTheTimeOfDay() {
        for (TimerFd timer : List.of(monotonic, boottime)) {
            assertThatThrownBy(() -> timer.at(Instant.now()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("TimerFd.realtime()");
            assertThatThrownBy(() -> timer.at(Instant.now(), SOON)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> timer.atUnlessClockSet(Instant.now())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aTimerOnTheBootClockIsArmedDisarmedAndCounted() throws Exception {
        boottime.every(Duration.ofMillis(1));
        await(boottime);
        assertThat(boottime.expirations()).isPositive();
        boottime.every(LONG);
        assertThat(boottime.remaining()).isBetween(LONG.minus(PATIENCE.multipliedBy(3)), LONG);
        boottime.disarm();
        assertThat(boottime.remaining()).isZero();
        assertThat(boottime.expirations()).isZero();
    }

    @Test
    void itExpiresWhenTheClockShowsTheTime() throws IOException {
        Instant time = Instant.now().plus(SOON);
        realtime.at(time);
        await(realtime);
        assertThat(Instant.now()).isAfterOrEqualTo(time);
        assertThat(realtime.expirations()).isOne();
    }

    @Test
    void aTimeInThePastExpiresAtOnce() throws IOException {
        for (Instant time : List.of(Instant.now().minusSeconds(1), Instant.EPOCH, Instant.MIN)) {
            realtime.at(time);
            await(realtime);
            assertThat(realtime.expirations()).isOne();
            realtime.atUnlessClockSet(time);
            await(realtime);
            assertThat(realtime.expirations()).isOne();
        }
    }

    @Test
    void aFirstTimeBefore1970KeepsItsPhase() throws IOException {
        for (Instant first : List.of(
                Instant.parse("1969-12-31T18:30:00Z"),
                Instant.parse("1969-12-31T23:30:00Z"),
                Instant.parse("0001-01-01T00:30:00Z"))) {
            realtime.at(first, LONG);
            await(realtime);
            assertThat(realtime.expirations()).isPositive();
            assertNextIsAtPhase(Duration.ofMinutes(30), LONG);
        }
    }

    @Test
    void theEpochIsAFirstTimeLikeOthers() throws IOException {
        realtime.at(Instant.EPOCH, LONG);
        await(realtime);
        assertThat(realtime.expirations()).isPositive();
        assertNextIsAtPhase(Duration.ZERO, LONG);
    }

    @Test
    void aFirstTimeIsMetExactlyWhateverThePeriod() throws IOException {
        Instant now = Instant.now();
        Duration century = Duration.ofDays(36_525);
        realtime.at(now, century);
        await(realtime);
        assertThat(realtime.expirations()).isOne();
        assertNextIsAt(now.plus(century));

        realtime.at(now.minus(LONG), century);
        await(realtime);
        assertThat(realtime.expirations()).isOne();
        assertNextIsAt(now.minus(LONG).plus(century));

        Instant before1970 = Instant.parse("1960-01-01T00:00:00Z");
        realtime.at(before1970, century);
        assertThat(realtime.expirations()).isZero();
        assertNextIsAt(before1970.plus(century));

        Instant farAway = Instant.parse("2200-01-01T00:00:00.000000001Z");
        realtime.at(farAway, SOON);
        assertThat(realtime.expirations()).isZero();
        assertNextIsAt(farAway);
    }

    @Test
    void theLongestPeriodAndTheEarliestTimeAreAccepted() throws IOException {
        realtime.at(Instant.MIN, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        assertThat(realtime.expirations()).isZero();
        realtime.at(Instant.MIN, Duration.ofNanos(1));
        await(realtime);
        assertThat(realtime.expirations()).isPositive();
    }

    private void assertNextIsAt(Instant expected) throws IOException {
        Instant before = Instant.now();
        Duration remaining = realtime.remaining();
        assertThat(expected).isBetween(before.plus(remaining), Instant.now().plus(remaining));
    }

    /** That the next expiration is at a phase of the period, counted from 1970. */
    private void assertNextIsAtPhase(Duration phase, Duration period) throws IOException {
        Instant before = Instant.now();
        Duration remaining = realtime.remaining();
        Instant latest = Instant.now().plus(remaining);
        long periodS = period.toSeconds();
        long next = Math.floorDiv(latest.getEpochSecond() - phase.toSeconds(), periodS) * periodS + phase.toSeconds();
        assertThat(Instant.ofEpochSecond(next)).isBetween(before.plus(remaining), latest);
    }

    @Test
    void periodsFromATimeDoNotDriftAndPastOnesCount() throws IOException {
        Duration half = LONG.dividedBy(2);
        realtime.at(Instant.now().minus(LONG.multipliedBy(5)).minus(half), LONG);
        await(realtime);
        assertThat(realtime.expirations()).isEqualTo(6);
        assertThat(realtime.remaining()).isBetween(half.minus(PATIENCE.multipliedBy(3)), half);
        Instant first = Instant.now().plus(SOON);
        realtime.at(first, LONG);
        await(realtime);
        assertThat(Instant.now()).isAfterOrEqualTo(first);
        assertThat(realtime.expirations()).isOne();
        assertThat(realtime.remaining()).isBetween(LONG.minus(PATIENCE.multipliedBy(3)), LONG);
    }

    @Test
    void greatestDurationsLastForCenturies() throws IOException {
        Duration century = Duration.ofDays(36_500);
        monotonic.after(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        assertThat(monotonic.remaining()).isGreaterThan(century);
        monotonic.every(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(monotonic.remaining()).isGreaterThan(century);
        realtime.at(Instant.MAX);
        assertThat(realtime.remaining()).isGreaterThan(century);
        assertThat(monotonic.expirations()).isZero();
        assertThat(realtime.expirations()).isZero();
    }

    @Test
    void aDisarmedTimerForgetsItsExpirations() throws IOException {
        monotonic.after(Duration.ofNanos(1));
        await(monotonic);
        monotonic.disarm();
        assertThat(monotonic.expirations()).isZero();
        assertThat(monotonic.remaining()).isZero();
    }

    @Test
    void rearmingForgetsEarlierExpirations() throws IOException {
        monotonic.every(Duration.ofNanos(1));
        await(monotonic);
        monotonic.after(LONG);
        assertThat(monotonic.expirations()).isZero();
        assertThat(monotonic.remaining()).isBetween(LONG.minus(PATIENCE.multipliedBy(3)), LONG);
    }

    @Test
    void timesThatAreNotPositiveAreRefused() throws IOException {
        monotonic.after(LONG);
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThatThrownBy(() -> monotonic.after(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> monotonic.every(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> monotonic.every(SOON, wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> realtime.at(Instant.now(), wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(monotonic.remaining())
                .as("the time left of the timer before the refusals")
                .isPositive();
    }

    @Test
    void aMonotonicClockRefusesInstants() {
        assertThatThrownBy(() -> monotonic.at(Instant.now()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("realtime()");
        assertThatThrownBy(() -> monotonic.at(Instant.now(), SOON)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> monotonic.atUnlessClockSet(Instant.now())).isInstanceOf(IllegalStateException.class);
    }
}
