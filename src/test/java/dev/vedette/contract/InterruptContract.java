package dev.vedette.contract;

import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.ClosedPollException;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.Conformance;
import dev.vedette.contract.fixture.Seen;
import dev.vedette.contract.fixture.StreamPair;
import dev.vedette.contract.fixture.Task;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interrupts, which have the same effect as on a {@link java.nio.channels.Selector}. */
abstract class InterruptContract extends Conformance {
    /** The events of a poll, and the interrupt status of its thread after it. */
    private record Outcome(List<Seen> seen, boolean interrupted) {}

    private Task<Outcome> startInterrupted(Duration timeout) {
        return start(() -> {
            Thread.currentThread().interrupt();
            return pollAndLook(timeout);
        });
    }

    private Outcome pollAndLook(Duration timeout) throws Exception {
        List<Seen> seen = poll(timeout);
        return new Outcome(seen, Thread.interrupted());
    }

    private static void assertInterruptedWithNothing(Outcome outcome) {
        assertThat(outcome.seen()).isEmpty();
        assertThat(outcome.interrupted()).isTrue();
    }

    @Test
    void aThreadInterruptedBeforeDoesNotWait() throws Exception {
        assertInterruptedWithNothing(startInterrupted(null).join());
        assertInterruptedWithNothing(startInterrupted(Duration.ofMinutes(5)).join());
        assertInterruptedWithNothing(startInterrupted(Duration.ZERO).join());
    }

    @Test
    void aThreadInterruptedDuringAWaitStopsWaiting() throws Exception {
        for (Duration timeout : new Duration[] {null, Duration.ofMinutes(5)}) {
            Task<Outcome> waiting = start(() -> pollAndLook(timeout)).awaitInPoll();
            waiting.thread().interrupt();
            assertInterruptedWithNothing(waiting.join());
        }
    }

    @Test
    void aThreadInterruptedAtAnyMomentStopsWaiting() throws Exception {
        for (int i = 0; i < 300; i++) {
            Task<Outcome> waiting = start(() -> pollAndLook(null));
            for (int pause = 0; pause < i; pause++) {
                Thread.onSpinWait();
            }
            waiting.thread().interrupt();
            assertInterruptedWithNothing(waiting.join());
        }
    }

    @Test
    void anInterruptedThreadWaitsAgainOnceItsStatusIsCleared() throws Exception {
        Waker waker = registry.waker(1);
        Task<List<Seen>> waiting = start(() -> {
            Thread.currentThread().interrupt();
            assertInterruptedWithNothing(pollAndLook(null));
            return poll(null);
        });
        waiting.awaitInPoll();
        assertThat(waiting.isDone()).isFalse();
        waker.wake();
        assertThat(waiting.join()).extracting(Seen::token).containsExactly(1L);
    }

    @Test
    void anInterruptedThreadStillFindsReadySourcesAndWakes() throws Exception {
        registerReady(1, Trigger.LEVEL);
        registry.waker(2).wake();
        Outcome outcome = startInterrupted(null).join();
        assertThat(outcome.seen()).extracting(Seen::token).containsExactlyInAnyOrder(1L, 2L);
        assertThat(outcome.interrupted()).isTrue();
    }

    @Test
    void anInterruptLosesNoWakeAndNoOneshot() throws Exception {
        for (int i = 1; i <= 100; i++) {
            DatagramChannel channel = udp();
            Waker waker = registry.waker(1000);
            Task<List<Seen>> waiting = start(() -> poll(null));
            waiting.thread().interrupt();
            registry.register(channel, i, Interest.WRITABLE, Trigger.ONESHOT);
            waker.wake();
            List<Seen> all = new ArrayList<>(waiting.join());
            while (all.size() < 2) {
                List<Seen> seen = poll(PATIENCE);
                assertThat(seen).isNotEmpty();
                all.addAll(seen);
            }
            assertThat(all).extracting(Seen::token).containsExactlyInAnyOrder((long) i, 1000L);
            registry.close(channel);
        }
    }

    @Test
    void anInterruptClosesNoChannel() throws Exception {
        StreamPair pair = tcpPair();
        registry.register(pair.near(), 1, Interest.READABLE);
        Task<Outcome> waiting = start(() -> pollAndLook(null)).awaitInPoll();
        waiting.thread().interrupt();
        waiting.join();
        assertThat(pair.near().isOpen()).isTrue();
        assertThat(poll.isOpen()).isTrue();
        write(pair.far(), "still here");
        assertEvent(1, READABLE);
    }

    @Test
    void anInterruptedThreadCanRegisterAndWake() throws Exception {
        SocketChannel channel = tcpPair().near();
        Waker waker = registry.waker(9);
        Task<Boolean> working = start(() -> {
            Thread.currentThread().interrupt();
            registry.register(channel, 1, Interest.READABLE);
            registry.deregister(channel);
            registry.register(channel, 2, Interest.READABLE);
            registry.reregister(channel, 3, Interest.WRITABLE);
            waker.wake();
            return Thread.interrupted();
        });
        assertThat(working.join()).isTrue();
        assertThat(channel.isOpen()).isTrue();
        assertThat(poll(PATIENCE)).extracting(Seen::token).containsExactlyInAnyOrder(3L, 9L);
        assertEvent(3, WRITABLE);
    }

    @Test
    void anInterruptedThreadThatRegistersDoesNotDisturbAPollThatWaits() throws Exception {
        DatagramChannel channel = udp();
        Task<Outcome> waiting = start(() -> pollAndLook(null)).awaitInPoll();
        Task<Void> working = start(doing(() -> {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 50; i++) {
                registry.register(channel, 1, Interest.READABLE);
                registry.deregister(channel);
            }
            registry.close(channel);
        }));
        working.join();
        assertThat(waiting.isDone()).isFalse();
        registry.waker(9).wake();
        assertThat(waiting.join().seen()).extracting(Seen::token).containsExactly(9L);
    }

    @Test
    void aClosedPollIsReportedToAnInterruptedThreadToo() throws Exception {
        poll.close();
        assertThatThrownBy(() -> startInterrupted(null).join()).isInstanceOf(ClosedPollException.class);
    }
}
