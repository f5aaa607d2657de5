package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.ClosedPollException;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Closing a Poll. */
abstract class CloseContract extends Conformance {
    @Test
    void closingEndsAPollThatWaits() throws Exception {
        Task<List<Seen>> waiting = startPoll(null);
        poll.close();
        assertThatThrownBy(waiting::join).isInstanceOf(ClosedPollException.class);
        assertThat(poll.isOpen()).isFalse();
    }

    @Test
    void closingEndsAPollThatWaitsForATime() throws Exception {
        Task<List<Seen>> waiting = startPoll(Duration.ofMinutes(5));
        poll.close();
        assertThatThrownBy(waiting::join).isInstanceOf(ClosedPollException.class);
    }

    @Test
    void closingTwiceDoesNothing() throws Exception {
        poll.close();
        poll.close();
        assertThat(poll.isOpen()).isFalse();
    }

    @Test
    void manyThreadsMayCloseAtOnceWhileAPollWaits() throws Exception {
        for (int round = 0; round < 50; round++) {
            Watch fresh = openWatch(1);
            Task<List<Seen>> waiting = start(() -> fresh.poll(null));
            List<Task<Void>> closers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                closers.add(start(doing(() -> fresh.poll().close())));
            }
            for (Task<Void> closer : closers) {
                closer.join();
            }
            assertThatThrownBy(waiting::join).isInstanceOf(ClosedPollException.class);
        }
    }

    @Test
    void channelsStayOpenAndCanBeRegisteredAgain() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        assertNone();
        poll.close();
        assertThat(pair.near().isOpen()).isTrue();
        write(pair.far(), "still here");

        Watch next = openWatch(1);
        next.registry().register(pair.near(), 2, Interest.READABLE);
        next.assertEvent(2, READABLE);
        assertThat(read(pair.near())).isEqualTo("still here");
        next.poll().close();
        pair.near().configureBlocking(true);
    }

    @Test
    void otherPollsOfTheSameChannelGoOn() throws Exception {
        DatagramChannel channel = registerReady(1, Trigger.LEVEL);
        Watch other = openWatch(1);
        other.registry().register(channel, 2, Interest.WRITABLE);
        poll.close();
        other.assertEvent(2, WRITABLE);
    }

    @Test
    void closingReleasesTheDescriptorsBeforeItReturns() throws Exception {
        DescriptorCensus.assumeAvailable();
        openWatch(1).poll().close();
        DatagramChannel channel = udp();
        int before = DescriptorCensus.take().size();
        for (int round = 0; round < 50; round++) {
            Watch fresh = openWatch(1);
            fresh.registry().register(channel, 1, Interest.READABLE);
            fresh.registry().waker(2);
            Task<List<Seen>> waiting = start(() -> fresh.poll(null)).awaitInPoll();
            assertThat(DescriptorCensus.take()).hasSizeGreaterThan(before);
            fresh.poll().close();
            assertThat(DescriptorCensus.take()).hasSizeLessThanOrEqualTo(before);
            assertThatThrownBy(waiting::join).isInstanceOf(ClosedPollException.class);
        }
    }

    @Test
    void closingByAnInterruptedThreadWorksAndLeavesItInterrupted() throws Exception {
        Task<List<Seen>> waiting = startPoll(null);
        Task<Boolean> closing = start(() -> {
            Thread.currentThread().interrupt();
            poll.close();
            return Thread.interrupted();
        });
        assertThat(closing.join()).isTrue();
        assertThatThrownBy(waiting::join).isInstanceOf(ClosedPollException.class);
        assertThat(poll.isOpen()).isFalse();
    }

    @Test
    void wakingAClosedPollDoesNothing() throws Exception {
        DescriptorCensus.assumeAvailable();
        Waker waker = registry.waker(1);
        Waker woken = registry.waker(2);
        woken.wake();
        poll.close();
        List<String> before = DescriptorCensus.take();
        for (int i = 0; i < 3; i++) {
            waker.wake();
            woken.wake();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
        assertThatThrownBy(() -> poll(Duration.ZERO)).isInstanceOf(ClosedPollException.class);
    }

    @Test
    void wakesThatRaceWithClosingAreDeliveredOrDoNothing() throws Exception {
        for (int round = 0; round < 100; round++) {
            Watch fresh = openWatch(1);
            Waker waker = fresh.registry().waker(1);
            Task<Void> waking = start(doing(() -> {
                do {
                    waker.wake();
                } while (fresh.poll().isOpen());
                waker.wake();
            }));
            Task<Void> polling = start(doing(() -> assertThatThrownBy(() -> {
                        while (true) {
                            fresh.assertEvent(1, READABLE);
                        }
                    })
                    .isInstanceOf(ClosedPollException.class)));
            fresh.poll().close();
            waking.join();
            polling.join();
        }
    }

    @Test
    void closingWhileEightThreadsRegisterAndWakeEndsThemAllInTheSameWay() throws Exception {
        DescriptorCensus.assumeAvailable();
        int before = 0;
        for (int round = 0; round < 40; round++) {
            if (round == 5) {
                before = DescriptorCensus.take().size();
            }
            closeUnderTraffic();
        }
        assertThat(DescriptorCensus.take()).hasSizeLessThanOrEqualTo(before);
    }

    private void closeUnderTraffic() throws Exception {
        Watch fresh = openWatch(4);
        AtomicInteger turns = new AtomicInteger();
        List<Task<Void>> tasks = new ArrayList<>();
        tasks.add(start(doing(() -> assertThatThrownBy(() -> {
                    while (true) {
                        fresh.poll(null);
                    }
                })
                .isInstanceOf(ClosedPollException.class))));
        for (int i = 0; i < 8; i++) {
            boolean wakes = i % 2 == 0;
            tasks.add(start(doing(() -> assertThatThrownBy(() -> {
                        while (true) {
                            useFully(fresh, wakes);
                            turns.incrementAndGet();
                        }
                    })
                    .isInstanceOf(ClosedPollException.class))));
        }
        await("traffic", () -> turns.get() >= 16);
        fresh.poll().close();
        for (Task<Void> task : tasks) {
            task.join();
        }
    }

    private static void useFully(Watch fresh, boolean wakes) throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            Waker waker = fresh.registry().waker(1);
            fresh.registry().register(channel, 2, Interest.READABLE);
            if (wakes) {
                waker.wake();
            }
            fresh.registry().reregister(channel, 3, Interest.WRITABLE, Trigger.ONESHOT);
            fresh.registry().deregister(channel);
            fresh.registry().register(channel, 4, Interest.READABLE);
            fresh.registry().close(channel);
        }
    }

    @Test
    void aPollThatRacesWithClosingIsRefusedForEveryTimeout() throws Exception {
        for (int round = 0; round < 100; round++) {
            Watch fresh = openWatch(1);
            Task<Void> polling = start(doing(() -> assertThatThrownBy(() -> {
                        Events events = Events.withCapacity(1);
                        while (true) {
                            fresh.poll().poll(events, 1, TimeUnit.MICROSECONDS);
                            fresh.poll().poll(events, Duration.ZERO);
                        }
                    })
                    .isInstanceOf(ClosedPollException.class)));
            fresh.poll().close();
            polling.join();
        }
    }
}
