package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.Backend;
import dev.vedette.Poll;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of the backend of a Poll, and the refusal of a backend that is not available. */
class BackendChoiceTest {
    private String before;

    @BeforeEach
    void remember() {
        before = System.clearProperty(Backend.PROPERTY);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(Backend.PROPERTY);
        } else {
            System.setProperty(Backend.PROPERTY, before);
        }
    }

    @Test
    void aPollCanAlwaysBeOpenedAndNamesItsBackend() throws IOException {
        try (Poll poll = Poll.open()) {
            assertThat(poll.toString()).contains("backend=" + poll.backend() + " (");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "NIO", "Nio"})
    void thePropertyChoosesTheBackend(String property) throws IOException {
        System.setProperty(Backend.PROPERTY, property);
        try (Poll poll = Poll.open()) {
            assertThat(poll.backend()).isEqualTo(Backend.NIO);
            assertThat(poll.toString()).contains(Backend.PROPERTY);
        }
    }

    @Test
    void aPropertyThatNamesNoBackendIsRefused() {
        System.setProperty(Backend.PROPERTY, "iocp");
        assertThatThrownBy(Poll::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(Backend.PROPERTY, "iocp", "NIO", "EPOLL", "KQUEUE");
    }

    @Test
    void theBuilderOverridesTheProperty() throws IOException {
        System.setProperty(Backend.PROPERTY, "kqueue");
        try (Poll poll = Poll.builder().backend(Backend.NIO).open()) {
            assertThat(poll.backend()).isEqualTo(Backend.NIO);
        }
    }

    @Test
    void theReservedBackendIsRefused() {
        assertThatThrownBy(() -> Poll.builder().backend(Backend.KQUEUE).open())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll("KQUEUE", "builder");
        System.setProperty(Backend.PROPERTY, "kqueue");
        assertThatThrownBy(Poll::open)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll("KQUEUE", Backend.PROPERTY);
    }

    @Test
    void theRefusalOfANativeBackendNamesItsRequirements() {
        assumeTrue(Runtime.version().feature() < 22, "this JVM supports native backends");
        assertThatThrownBy(() -> Poll.builder().backend(Backend.EPOLL).open())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContainingAll(
                        "EPOLL",
                        "Java 22",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports java.base/sun.nio.ch=ALL-UNNAMED");
    }
}
