package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@LinuxOnly
class EpollDescriptorTest extends DescriptorContract {
    private final Events events = Events.withCapacity(16);

    @Override
    Backend backend() {
        return Backend.EPOLL;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000, Long.MAX_VALUE})
    void aWaitThatFailsGivesTheReason(long timeoutNs) throws IOException {
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open();
                Descriptor stranger = Descriptor.own(Fds.eventfd())) {
            Fds.replace(newEpoll(before), stranger.fd());
            assertThatThrownBy(() -> other.poll(events, timeoutNs, TimeUnit.NANOSECONDS))
                    .isInstanceOf(IOException.class)
                    .hasMessage("epoll_wait: Invalid argument (EINVAL)");
        }
    }

    @Test
    void thePollsOwnDescriptorIsRefused() throws IOException {
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open()) {
            int own = newEpoll(before);
            assertThatThrownBy(() -> other.registry().register(Descriptor.borrow(own), 1, Interest.READABLE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("own");
        }
    }

    @Test
    void theWakeUpDescriptorOfThePollIsRefused() throws IOException {
        List<Integer> before = Fds.ofKind("anon_inode:[eventfd]");
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open()) {
            List<Integer> wakeUp = Fds.ofKind("anon_inode:[eventfd]");
            wakeUp.removeAll(before);
            assertThat(wakeUp).hasSize(1);
            assertThatThrownBy(() -> other.registry().deregister(Descriptor.borrow(wakeUp.get(0))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("own");
        }
    }

    /** Such a Poll has one more epoll descriptor than others, of the same instance. */
    @Test
    void thePollsOwnDescriptorsAreRefusedAfterAVirtualThreadHasPolled() throws Exception {
        try (Poll another = Poll.builder().backend(Backend.EPOLL).open()) {
            pollOnAVirtualThread(another); // the first wait makes the JDK open epoll instances of its own
        }
        List<Integer> before = epolls();
        try (Poll other = Poll.builder().backend(Backend.EPOLL).open()) {
            int own = newEpoll(before);
            pollOnAVirtualThread(other);
            List<Integer> all = epolls();
            all.removeAll(before);
            assertThat(all).contains(own).hasSize(Runtime.version().feature() < 24 ? 1 : 3);
            all.forEach(fd -> assertThatThrownBy(
                            () -> other.registry().register(Descriptor.borrow(fd), 1, Interest.READABLE))
                    .satisfiesAnyOf(
                            refusal -> assertThat(refusal)
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining("own"),
                            refusal -> assertThat(refusal)
                                    .as("the refusal of the Selector that watches it")
                                    .isInstanceOf(IOException.class)
                                    .hasMessageContaining("ELOOP")));
        }
    }

    private void pollOnAVirtualThread(Poll other) throws InterruptedException {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        other.poll(events, Duration.ofMillis(1));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .join();
    }
}
