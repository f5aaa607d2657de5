package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.ClosedPollException;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import dev.vedette.contract.fixture.Watch;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polling, and the events that it returns. */
abstract class PollContract extends Conformance {
    private static final Duration BUSY = Duration.ofMillis(2);

    @Test
    void pollWithNothingRegisteredReturnsNoEventAfterItsTimeout() throws Exception {
        long startNs = System.nanoTime();
        assertThat(poll(Duration.ofMillis(100))).isEmpty();
        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void aPollDescribesItself() throws Exception {
        Poll named = own(Poll.builder().backend(backend()).name("sentry").open());
        assertThat(named.name()).isEqualTo("sentry");
        assertThat(named.backend()).isEqualTo(backend());
        assertThat(named.isOpen()).isTrue();
        assertThat(named.toString()).contains("sentry", backend().name());
        assertThat(named.registry()).isSameAs(named.registry());
    }

    @Test
    void aBuilderOpensPollsThatAreIndependent() throws Exception {
        Poll.Builder builder = Poll.builder().backend(backend());
        Poll first = own(builder.open());
        Poll second = own(builder.open());
        first.close();
        assertThat(second.isOpen()).isTrue();
        assertThat(second.poll(Events.withCapacity(1), Duration.ZERO)).isZero();
        assertThat(second.name()).isNotEqualTo(first.name());
    }

    @Test
    void pollWithATimeoutOfZeroDoesNotWait() throws Exception {
        Events events = Events.withCapacity(1);
        assertThat(poll.poll(events, Duration.ZERO)).isZero();
        assertThat(poll.poll(events, 0, TimeUnit.DAYS)).isZero();
        registerReady(1, Trigger.LEVEL);
        assertThat(poll.poll(events, Duration.ZERO)).isOne();
        assertThat(poll.poll(events, 0, TimeUnit.NANOSECONDS)).isOne();
    }

    @Test
    void everyFormOfPollFindsAReadySource() throws Exception {
        registerReady(1, Trigger.LEVEL);
        Events events = Events.withCapacity(4);
        assertThat(poll.poll(events)).isOne();
        assertThat(poll.poll(events, Duration.ofSeconds(5))).isOne();
        assertThat(poll.poll(events, null)).isOne();
        assertThat(poll.poll(events, 5, TimeUnit.SECONDS)).isOne();
        assertThat(events.token(0)).isEqualTo(1);
    }

    @Test
    void connectingStreamsAreFoundByPollsThatDoNotWait() throws Exception {
        ServerSocketChannel listener = tcpListener();
        for (int token = 1; token <= 3; token++) {
            registry.register(connecting(listener), token, Interest.WRITABLE);
        }
        await("three events in one poll", () -> poll(Duration.ZERO).size() == 3);
    }

    @Test
    void eventsCanBeReadByIndexByViewAndByIteration() throws Exception {
        registerReady(1, Trigger.LEVEL);
        registerReady(2, Trigger.LEVEL);
        Events events = Events.withCapacity(8);
        assertThat(poll.poll(events, PATIENCE)).isEqualTo(2);
        assertThat(events.size()).isEqualTo(2);
        assertThat(events.isEmpty()).isFalse();
        assertThat(events.capacity()).isEqualTo(8);
        Iterator<Event> iterator = events.iterator();
        for (int i = 0; i < 2; i++) {
            Event event = iterator.next();
            assertThat(event.token())
                    .isEqualTo(events.token(i))
                    .isEqualTo(events.get(i).token());
            assertThat(event.isWritable()).isTrue();
            assertThat(event.isReadable()).isFalse();
        }
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThat(events).extracting(Event::token).containsExactlyInAnyOrder(1L, 2L);
        assertThatThrownBy(() -> events.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> events.token(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> events.token(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aViewReflectsItsPlaceAndThrowsWhenThatIsEmpty() throws Exception {
        registerReady(1, Trigger.ONESHOT);
        Events events = Events.withCapacity(8);
        poll.poll(events, PATIENCE);
        Event view = events.get(0);
        assertThat(view.token()).isEqualTo(1);
        assertThat(view.toString()).contains("1", "WRITABLE");
        events.clear();
        assertThat(events).isEmpty();
        assertThatThrownBy(view::token).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(view::isReadable).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aPollReplacesTheEventsOfThePollBefore() throws Exception {
        registerReady(1, Trigger.ONESHOT);
        Events events = Events.withCapacity(8);
        assertThat(poll.poll(events, PATIENCE)).isOne();
        assertThat(poll.poll(events, Duration.ZERO)).isZero();
        assertThat(events.size()).isZero();
        assertThat(events.iterator().hasNext()).isFalse();
    }

    @Test
    void aPollThatFillsEventsInTheMiddleOfAnIterationMakesTheIterationFail() throws Exception {
        registerReady(1, Trigger.ONESHOT);
        registerReady(2, Trigger.ONESHOT);
        DatagramChannel third = registerReady(3, Trigger.ONESHOT);
        Events events = Events.withCapacity(8);
        assertThat(poll.poll(events, PATIENCE)).isEqualTo(3);
        Events others = Events.withCapacity(8);
        int count = 0;
        for (Event event : events) {
            assertThat(event.token()).isPositive();
            assertThat(poll.poll(others, Duration.ZERO)).isZero();
            count++;
        }
        assertThat(count).as("polls into other Events do no harm").isEqualTo(3);

        registry.reregister(third, 4, Interest.WRITABLE);
        assertThatThrownBy(() -> {
                    for (Event event : events) {
                        assertThat(event.token()).isPositive();
                        poll.poll(events, PATIENCE);
                    }
                })
                .isInstanceOf(ConcurrentModificationException.class);
        assertThat(events).extracting(Event::token).containsExactly(4L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Integer.MAX_VALUE, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE})
    void everyLongIsATokenForSourcesAndForWakers(long token) throws Exception {
        DatagramChannel channel = registerReady(token, Trigger.LEVEL);
        assertEvent(token, WRITABLE);
        registry.deregister(channel);
        registry.waker(token).wake();
        assertEvent(token, READABLE);
        assertNone();
    }

    @Test
    void sourcesThatShareATokenAreReportedOneByOne() throws Exception {
        registerReady(7, Trigger.LEVEL);
        registerReady(7, Trigger.LEVEL);
        assertThat(poll(PATIENCE)).extracting(Seen::token).containsExactly(7L, 7L);
    }

    @Test
    void pollsMayTakeTurnsOnDifferentThreads() throws Exception {
        Waker waker = registry.waker(3);
        for (int i = 0; i < 10; i++) {
            Task<List<Seen>> other = start(() -> poll(null)).awaitInPoll();
            waker.wake();
            assertThat(other.join()).extracting(Seen::token).containsExactly(3L);
            waker.wake();
            assertEvent(3, READABLE);
        }
    }

    @Test
    void readinessThatComesDuringAWaitEndsIt() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<List<Seen>> waiting = startPoll(null);
        write(pair.far(), "now");
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }

    @Test
    void openingAndClosingLeavesNoDescriptor() throws Exception {
        DescriptorCensus.assumeAvailable();
        DatagramChannel channel = udp();
        Events events = Events.withCapacity(4);
        for (int i = 0; i < 10; i++) {
            openRegisterPollClose(channel, events);
        }
        int before = DescriptorCensus.take().size();
        for (int i = 0; i < 2000; i++) {
            openRegisterPollClose(channel, events);
        }
        assertThat(DescriptorCensus.take()).hasSizeLessThanOrEqualTo(before);
    }

    private void openRegisterPollClose(DatagramChannel channel, Events events) throws Exception {
        try (Poll fresh = Poll.builder().backend(backend()).open()) {
            fresh.registry().register(channel, 1, Interest.READABLE);
            assertThat(fresh.poll(events, Duration.ZERO)).isZero();
        }
    }

    @Test
    void aBusyPollFindsEventsWakesAndItsDeadline() throws Exception {
        Poll busy = own(Poll.builder().backend(backend()).busyPoll(BUSY).open());
        Watch watch = new Watch(busy, 4, hasHints());
        long startNs = System.nanoTime();
        assertThat(watch.poll(Duration.ofMillis(10))).isEmpty();
        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
        startNs = System.nanoTime();
        assertThat(watch.poll(BUSY.dividedBy(2))).isEmpty();
        assertThat(System.nanoTime() - startNs)
                .isGreaterThanOrEqualTo(BUSY.dividedBy(2).toNanos());

        Waker waker = watch.registry().waker(1);
        Task<List<Seen>> waiting = start(() -> watch.poll(null)).awaitInPoll();
        waker.wake();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);

        SocketChannel stream = tcpPair().near();
        watch.registry().register(stream, 2, Interest.WRITABLE);
        watch.assertEvent(2, WRITABLE);
    }

    @Test
    void aBusyPollCanBeInterruptedAndClosedLikeAnyOther() throws Exception {
        Poll busy = own(
                Poll.builder().backend(backend()).busyPoll(Duration.ofHours(1)).open());
        Watch watch = new Watch(busy, 4, hasHints());
        Task<List<Seen>> interrupted = start(() -> watch.poll(null)).awaitInPoll();
        interrupted.thread().interrupt();
        assertThat(interrupted.join()).isEmpty();
        Task<List<Seen>> closed = start(() -> watch.poll(null)).awaitInPoll();
        busy.close();
        assertThatThrownBy(closed::join).isInstanceOf(ClosedPollException.class);
    }
}
