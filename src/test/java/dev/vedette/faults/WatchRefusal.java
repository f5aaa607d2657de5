package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.Waker;
import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.Task;
import dev.vedette.unix.EventFd;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A program in which the kernel does not let a Selector watch an epoll instance. The Selector does not report this;
 * {@link SystemRefusalTest} provokes it.
 */
final class WatchRefusal {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Events events = Events.withCapacity(4);
    private final Poll poll;

    private WatchRefusal(Poll poll) {
        this.poll = poll;
    }

    public static void main(String[] arguments) throws Exception {
        Backend backend = Backend.valueOf(arguments[0]);
        try (Poll poll = Poll.builder().backend(backend).open()) {
            WatchRefusal refusal = new WatchRefusal(poll);
            if (backend == Backend.NIO) {
                refusal.theFirstDescriptorIsRefusedAndTheNextIsNot();
            } else {
                refusal.aVirtualThreadIsStillWoken();
            }
        }
    }

    private void theFirstDescriptorIsRefusedAndTheNextIsNot() throws IOException {
        try (EventFd descriptor = EventFd.open()) {
            descriptor.add(1);
            List<String> before = DescriptorCensus.take();
            assertThatThrownBy(() -> poll.registry().register(descriptor, 1, Interest.READABLE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("max_user_watches");
            assertThat(DescriptorCensus.since(before)).isEmpty();
            assertThat(poll.poll(events, Duration.ZERO)).isZero();
            poll.registry().register(descriptor, 2, Interest.READABLE);
            assertThat(poll.poll(events, PATIENCE)).isEqualTo(1);
            assertThat(events.token(0)).isEqualTo(2);
        }
    }

    private void aVirtualThreadIsStillWoken() throws Exception {
        Waker waker = poll.registry().waker(1);
        for (int i = 0; i < 3; i++) {
            Task<Integer> polling = new Task<>(() -> poll.poll(events), WatchRefusal::startVirtual).awaitInPoll();
            waker.wake();
            assertThat(polling.join()).isEqualTo(1);
        }
    }

    private static Thread startVirtual(Runnable body) {
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body); // Java 21
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
