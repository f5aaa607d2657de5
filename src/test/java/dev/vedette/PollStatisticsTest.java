package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.contract.fixture.Task;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class PollStatisticsTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Events events = Events.withCapacity(8);
    private Poll poll;

    @AfterEach
    void close() throws IOException {
        if (poll != null) {
            poll.close();
        }
    }

    private void open(boolean statistics) throws IOException {
        poll = Poll.builder().statistics(statistics).open();
    }

    @Test
    void areAllZeroWhileTheyAreOff() throws Exception {
        open(false);
        poll.poll(events, Duration.ofMillis(1));
        assertThat(poll.statistics().polls()).isZero();
        assertThat(poll.statistics().waitNs()).isZero();
        assertThat(poll.statistics().utilization()).isZero();
        assertThat(poll.statistics().currentDispatch()).isZero();
        assertThat(poll.statistics().dispatches().count()).isZero();
        assertThat(poll.statistics().lastMinute().waits().max()).isZero();
    }

    @Test
    void countExactly() throws Exception {
        open(true);
        Waker one = poll.registry().waker(1);
        Waker two = poll.registry().waker(2);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            poll.registry().register(source, 3, Interest.READABLE);
            for (int i = 0; i < 10; i++) {
                assertThat(poll.poll(events, Duration.ZERO)).isZero();
            }
            one.wake();
            one.wake();
            two.wake();
            assertThat(poll.poll(events)).isEqualTo(2);
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            one.wake();
            assertThat(poll.poll(events, Duration.ofSeconds(20))).isEqualTo(2);
        }
        PollStatistics statistics = poll.statistics();
        assertThat(statistics.polls()).isEqualTo(12);
        assertThat(statistics.timeouts()).isEqualTo(10);
        assertThat(statistics.events()).isEqualTo(4);
        assertThat(statistics.wakeups()).isEqualTo(3);
        assertThat(statistics.waits().count()).isEqualTo(12);
        assertThat(statistics.dispatches().count()).isEqualTo(11);
        assertThat(statistics.lastMinute().polls()).isEqualTo(12);
        assertThat(statistics.lastMinute().events()).isEqualTo(4);
        assertThat(statistics.lastMinute().eventsPerPoll()).isEqualTo(4.0 / 12);
    }

    @Test
    void wakesBeyondTheCapacityCountWhenTheyAreDelivered() throws Exception {
        open(true);
        Events small = Events.withCapacity(1);
        for (int i = 0; i < 5; i++) {
            poll.registry().waker(i).wake();
        }
        for (int i = 1; i <= 5; i++) {
            assertThat(poll.poll(small)).isEqualTo(1);
            assertThat(poll.statistics().wakeups()).isEqualTo(i);
        }
    }

    @Test
    void distinguishWaitAndDispatch() throws Exception {
        open(true);
        poll.poll(events, Duration.ofMillis(20));
        Thread.sleep(30);
        poll.poll(events, Duration.ofMillis(40));
        PollStatistics statistics = poll.statistics();
        assertThat(statistics.waitNs()).isGreaterThanOrEqualTo(60 * MS);
        assertThat(statistics.waits().max()).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        assertThat(statistics.waits().total()).isEqualTo(Duration.ofNanos(statistics.waitNs()));
        assertThat(statistics.dispatchNs()).isGreaterThanOrEqualTo(30 * MS);
        assertThat(statistics.dispatches().max()).isEqualTo(Duration.ofNanos(statistics.dispatchNs()));
        assertThat(statistics.dispatches().total())
                .isEqualTo(statistics.dispatches().max());
        assertThat(statistics.utilization())
                .isEqualTo((double) statistics.dispatchNs() / (statistics.dispatchNs() + statistics.waitNs()));
        assertThat(statistics.lastMinute().waits()).isEqualTo(statistics.waits());
        assertThat(statistics.lastMinute().dispatches()).isEqualTo(statistics.dispatches());
        assertThat(statistics.lastMinute().utilization()).isBetween(0.0, 1.0).isPositive();
    }

    @Test
    void theDispatchInProgressAgesUntilTheLoopPolls() throws Exception {
        open(true);
        assertThat(poll.statistics().currentDispatch()).isZero();
        poll.poll(events, Duration.ZERO);
        Thread.sleep(20);
        Duration age = poll.statistics().currentDispatch();
        assertThat(age).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(poll.statistics().currentDispatch()).isGreaterThan(age);
        assertThat(poll.statistics().dispatchNs()).isZero();
        assertThat(poll.statistics().lastMinute().utilization()).isGreaterThan(0.5);

        Waker waker = poll.registry().waker(1);
        Task<Integer> polling = Task.start(() -> poll.poll(events)).awaitInPoll();
        assertThat(poll.statistics().currentDispatch()).isZero();
        waker.wake();
        polling.join();
        Thread.sleep(1);
        assertThat(poll.statistics().currentDispatch()).isPositive();
        poll.close();
        assertThat(poll.statistics().currentDispatch()).isZero();
    }

    @Test
    void theTimeBeforeTheFirstPollIsNoDispatch() throws Exception {
        open(true);
        Thread.sleep(20);
        poll.poll(events, Duration.ZERO);
        assertThat(poll.statistics().dispatchNs()).isZero();
    }

    @Test
    void enabledBetweenPollsTheyCountNoDispatchBefore() throws Exception {
        open(false);
        poll.poll(events, Duration.ZERO);
        poll.enableStatistics();
        poll.poll(events, Duration.ZERO);
        assertThat(poll.statistics().polls()).isEqualTo(1);
        assertThat(poll.statistics().dispatchNs()).isZero();
    }

    @Test
    void enabledDuringAPollTheyBeginWithTheNext() throws Exception {
        open(false);
        Waker waker = poll.registry().waker(1);
        Task<Integer> polling = Task.start(() -> poll.poll(events)).awaitInPoll();
        poll.enableStatistics();
        waker.wake();
        assertThat(polling.join()).isEqualTo(1);
        assertThat(poll.statistics().polls()).isZero();
        poll.poll(events, Duration.ZERO);
        PollStatistics statistics = poll.statistics();
        assertThat(statistics.polls()).isEqualTo(1);
        assertThat(statistics.wakeups()).isZero();
        assertThat(statistics.dispatchNs()).isZero();
    }

    @Test
    void aPollThatFailsIsNotCounted() throws Exception {
        open(true);
        assertThatThrownBy(() -> poll.poll(null)).isInstanceOf(NullPointerException.class);
        poll.poll(events, Duration.ZERO);
        PollStatistics before = poll.statistics();
        poll.close();
        assertThatThrownBy(() -> poll.poll(events)).isInstanceOf(ClosedPollException.class);
        assertThat(poll.statistics().polls()).isEqualTo(before.polls()).isEqualTo(1);
        assertThat(poll.statistics().waits()).isEqualTo(before.waits());
        assertThat(poll.statistics().dispatches()).isEqualTo(before.dispatches());
    }

    @Test
    void saySoWhenTheyAreZeroBecauseTheyAreOff() throws Exception {
        open(false);
        poll.poll(events, Duration.ZERO);
        assertThat(poll.statistics()).asString().contains("off", "Poll.enableStatistics()");
        poll.enableStatistics();
        assertThat(poll.statistics()).asString().contains("polls=0").doesNotContain("off");
    }

    @Test
    void canBeSwitchedOnTwiceAndAfterClosing() throws Exception {
        open(false);
        poll.enableStatistics();
        poll.enableStatistics();
        poll.poll(events, Duration.ZERO);
        poll.close();
        poll.enableStatistics();
        assertThat(poll.statistics().polls()).isEqualTo(1);
    }

    @Test
    void areEqualIfAllTheirValuesAre() throws Exception {
        open(true);
        PollStatistics before = poll.statistics();
        assertThat(poll.statistics()).isEqualTo(before).hasSameHashCodeAs(before);
        assertThat(poll.statistics().lastMinute())
                .isEqualTo(before.lastMinute())
                .hasSameHashCodeAs(before.lastMinute());
        poll.poll(events, Duration.ZERO);
        assertThat(poll.statistics()).isNotEqualTo(before);
        assertThat(poll.statistics().lastMinute()).isNotEqualTo(before.lastMinute());
    }

    @ParameterizedTest
    @ValueSource(classes = {PollStatistics.class, PollStatistics.LastMinute.class})
    void theirTextNamesEveryValue(Class<?> type) throws Exception {
        open(true);
        poll.registry().waker(1).wake();
        poll.poll(events, Duration.ZERO);
        List<String> values = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getParameterCount() == 0
                        && Modifier.isPublic(method.getModifiers())
                        && !List.of("hashCode", "toString", "eventsPerPoll").contains(method.getName()))
                .map(method -> method.getName() + "=")
                .toList();
        assertThat(values).hasSizeGreaterThanOrEqualTo(5);
        String text = type == PollStatistics.class
                ? poll.statistics().toString()
                : poll.statistics().lastMinute().toString();
        assertThat(text).startsWith(type.getSimpleName() + "[").contains(values);
    }

    @Test
    void aSnapshotStaysAsItIs() throws Exception {
        open(true);
        PollStatistics before = poll.statistics();
        poll.poll(events, Duration.ZERO);
        assertThat(before.polls()).isZero();
    }

    @Test
    void aDispatchThatMovesBetweenThreadsIsMeasuredWhole() throws Exception {
        open(true);
        int rounds = 2_000;
        for (int i = 0; i < rounds; i++) {
            Thread thread = new Thread(() -> {
                try {
                    poll.poll(Events.withCapacity(1), Duration.ZERO);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            long before = System.nanoTime();
            long dispatched = poll.statistics().dispatchNs();
            long waited = poll.statistics().waitNs();
            thread.start();
            thread.join();
            long elapsed = System.nanoTime() - before;
            assertThat(poll.statistics().polls()).isEqualTo(i + 1);
            assertThat(poll.statistics().dispatchNs()).isGreaterThanOrEqualTo(dispatched);
            assertThat(poll.statistics().waitNs() - waited).isBetween(0L, elapsed);
        }
        assertThat(poll.statistics().timeouts()).isEqualTo(rounds);
    }

    /** Two threads poll in turns as fast as they can, while another reads. Wait and dispatch together fill the time. */
    @Test
    void pollsOfTwoThreadsInTurnsAreAllCounted() throws Exception {
        open(true);
        int polls = 20_000;
        long[] counted = new long[2];
        Thread[] threads = new Thread[2];
        long start = System.nanoTime();
        for (int t = 0; t < 2; t++) {
            int index = t;
            threads[t] = new Thread(() -> {
                Events own = Events.withCapacity(1);
                while (counted[index] < polls) {
                    try {
                        poll.poll(own, Duration.ZERO);
                        counted[index]++;
                    } catch (IllegalStateException e) {
                        Thread.yield(); // the other thread is polling
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            threads[t].start();
        }
        PollStatistics last = poll.statistics();
        while (threads[0].isAlive() || threads[1].isAlive()) {
            PollStatistics now = poll.statistics();
            assertThat(now.polls()).isEqualTo(now.timeouts()).isGreaterThanOrEqualTo(last.polls());
            assertThat(now.waitNs()).isGreaterThanOrEqualTo(last.waitNs());
            assertThat(now.waitNs() + now.dispatchNs()).isLessThanOrEqualTo(System.nanoTime() - start);
            last = now;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(poll.statistics().polls()).isEqualTo(2L * polls);
    }
}
