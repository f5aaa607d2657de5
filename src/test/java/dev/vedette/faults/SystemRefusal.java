package dev.vedette.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vedette.Backend;
import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;

/** A program in which a system call fails; {@link SystemRefusalTest} makes it fail for the second Poll. */
final class SystemRefusal {
    private final Backend backend;
    private final String message;

    private SystemRefusal(Backend backend, String message) {
        this.backend = backend;
        this.message = message;
    }

    public static void main(String[] arguments) throws Exception {
        SystemRefusal refusal = new SystemRefusal(Backend.valueOf(arguments[1]), arguments[2]);
        refusal.open().close();
        DatagramChannel.open().close(); // opens descriptors that the JDK keeps
        List<String> before = DescriptorCensus.take();
        switch (arguments[0]) {
            case "open" -> refusal.openingIsRefused();
            case "best" -> refusal.openingTheBestFallsBack();
            default -> refusal.registeringIsRefused();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
        refusal.open().close();
    }

    private Poll open() throws IOException {
        return Poll.builder().backend(backend).open();
    }

    private void openingIsRefused() {
        assertThat(catchThrowable(this::open)).isInstanceOf(IOException.class).hasMessage(message);
    }

    private void openingTheBestFallsBack() throws IOException {
        try (Poll poll = Poll.open()) {
            assertThat(poll.backend()).isEqualTo(Backend.NIO);
            assertThat(poll).asString().contains(message);
        }
        try (Poll poll = Poll.open()) {
            assertThat(poll.backend()).isEqualTo(backend);
        }
    }

    private void registeringIsRefused() throws IOException {
        try (Poll poll = open();
                DatagramChannel first = DatagramChannel.open();
                DatagramChannel second = DatagramChannel.open()) {
            first.configureBlocking(false);
            second.configureBlocking(false);
            poll.registry().register(first, 1, Interest.WRITABLE);
            assertThatThrownBy(() -> poll.registry().register(second, 2, Interest.WRITABLE))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(message);
            assertThatThrownBy(() -> poll.registry().deregister(second)).isInstanceOf(NotRegisteredException.class);
            assertReady(poll, 1L);
            poll.registry().register(second, 3, Interest.WRITABLE);
            assertReady(poll, 1L, 3L);
        }
    }

    private static void assertReady(Poll poll, Long... tokens) throws IOException {
        Events events = Events.withCapacity(8);
        poll.poll(events, Duration.ofSeconds(20));
        assertThat(events).extracting(Event::token).containsExactlyInAnyOrder(tokens);
    }
}
