package dev.vedette.examples.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Event;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final class Idle implements Handler {
        @Override
        public void open(long token) {}

        @Override
        public void onReady(Event event) {}

        @Override
        public void onShutdown() {}

        @Override
        public void close() {}
    }

    private final Slots slots = new Slots();

    @Test
    void aTokenFindsItsHandlerUntilThatIsRemoved() {
        Handler first = new Idle();
        Handler second = new Idle();
        long one = slots.add(first);
        long two = slots.add(second);
        assertThat(slots.get(one)).isSameAs(first);
        assertThat(slots.get(two)).isSameAs(second);
        assertThat(slots.tokens()).containsExactlyInAnyOrder(one, two);
        assertThat(slots.remove(one)).isSameAs(first);
        assertThat(slots.get(one)).isNull();
        assertThat(slots.remove(one)).isNull();
        assertThat(slots.get(two)).isSameAs(second);
        assertThat(slots.isEmpty()).isFalse();
        slots.remove(two);
        assertThat(slots.isEmpty()).isTrue();
        assertThat(slots.tokens()).isEmpty();
    }

    @Test
    void aTokenIsNotUsedAgainWhileItsSlotIs() {
        Set<Long> tokens = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Handler handler = new Idle();
            long token = slots.add(handler);
            assertThat(token).isNotNegative();
            assertThat((int) token).as("the slot").isZero();
            assertThat(tokens.add(token)).isTrue();
            assertThat(slots.get(token)).isSameAs(handler);
            slots.remove(token);
        }
    }
}
