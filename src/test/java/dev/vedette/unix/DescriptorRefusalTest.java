package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.NotRegisteredException;
import dev.vedette.Poll;
import dev.vedette.contract.fixture.DescriptorCensus;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors on a JVM that does not support them. */
class DescriptorRefusalTest {
    @Test
    void theRefusalOfADescriptorNamesItsRequirements() throws IOException {
        assumeTrue(Runtime.version().feature() < 22, "this JVM supports descriptors");
        try (Poll poll = Poll.builder().backend(Backend.NIO).open()) {
            List<String> before = DescriptorCensus.take();
            Throwable refusal =
                    catchThrowable(() -> poll.registry().register(Descriptor.borrow(0), 1, Interest.READABLE));
            assertThat(refusal)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContainingAll("descriptors", "Java 22", "--enable-native-access=ALL-UNNAMED");
            assertThat(refusal.getMessage())
                    .as("the flag that only channels need")
                    .doesNotContain("--add-exports");
            assertThat(DescriptorCensus.since(before)).isEmpty();
        }
    }

    @Test
    void anUnregisteredDescriptorIsReportedAsSuch() throws IOException {
        try (Poll poll = Poll.builder().backend(Backend.NIO).open()) {
            Descriptor descriptor = Descriptor.borrow(0);
            assertThatThrownBy(() -> poll.registry().reregister(descriptor, 1, Interest.READABLE))
                    .isInstanceOf(NotRegisteredException.class);
            assertThatThrownBy(() -> poll.registry().deregister(descriptor)).isInstanceOf(NotRegisteredException.class);
        }
    }
}
