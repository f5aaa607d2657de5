package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollBackendTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "999999, 1", "1000000, 1", "1000001, 2", "9223372036854775807, 9223372036855"})
    void timeoutsAreRoundedUp(long ns, long expectedMs) {
        assertThat(PollBackend.roundUpToMs(ns)).isEqualTo(expectedMs);
    }
}
