package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.Events;
import dev.vedette.Interest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of the API that need no Poll. */
class ValuesTest {
    @Test
    void thereIsOneInstanceOfEveryInterest() {
        Interest both = Interest.READABLE.plus(Interest.WRITABLE);
        assertThat(Interest.WRITABLE.plus(Interest.READABLE)).isSameAs(both);
        assertThat(both.plus(Interest.READABLE)).isSameAs(both);
        assertThat(both.minus(Interest.WRITABLE)).isSameAs(Interest.READABLE);
        assertThat(both.minus(Interest.PRIORITY)).isSameAs(both);
        assertThat(both.plus(Interest.PRIORITY).minus(both)).isSameAs(Interest.PRIORITY);
        assertThat(both.plus(Interest.READ_CLOSED).minus(both)).isSameAs(Interest.READ_CLOSED);
        assertThat(both.plus(Interest.NONE)).isSameAs(both);
        assertThat(both.minus(Interest.NONE)).isSameAs(both);
    }

    @Test
    void anInterestKnowsItsParts() {
        Interest some = Interest.READABLE.plus(Interest.PRIORITY);
        assertThat(some.isReadable()).isTrue();
        assertThat(some.isWritable()).isFalse();
        assertThat(some.isPriority()).isTrue();
        assertThat(Interest.WRITABLE.isReadable()).isFalse();
        assertThat(Interest.WRITABLE.isWritable()).isTrue();
        assertThat(Interest.WRITABLE.isPriority()).isFalse();
        assertThat(some.isReadClosed()).isFalse();
        assertThat(Interest.READ_CLOSED.isReadClosed()).isTrue();
        assertThat(Interest.READ_CLOSED.isReadable()).isFalse();
        assertThat(some).hasToString("READABLE|PRIORITY");
        assertThat(some.plus(Interest.READ_CLOSED)).hasToString("READABLE|PRIORITY|READ_CLOSED");
    }

    @Test
    void whatIsLeftOfNothingIsTheEmptyInterest() {
        Interest all = Interest.READABLE
                .plus(Interest.WRITABLE)
                .plus(Interest.PRIORITY)
                .plus(Interest.READ_CLOSED);
        assertThat(Interest.READABLE.minus(Interest.READABLE)).isSameAs(Interest.NONE);
        assertThat(Interest.READABLE.minus(all)).isSameAs(Interest.NONE);
        assertThat(Interest.NONE.minus(all)).isSameAs(Interest.NONE);
        assertThat(Interest.NONE).hasToString("NONE");
        assertThat(Interest.NONE.isReadable()).isFalse();
        assertThat(Interest.NONE.isWritable()).isFalse();
        assertThat(Interest.NONE.isPriority()).isFalse();
        assertThat(Interest.NONE.isReadClosed()).isFalse();
    }

    @Test
    void interestsRefuseNull() {
        assertThatThrownBy(() -> Interest.READABLE.plus(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Interest.READABLE.minus(null)).isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aCapacityThatIsNotPositiveIsRefused(int capacity) {
        assertThatThrownBy(() -> Events.withCapacity(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(capacity));
    }

    @Test
    void freshEventsAreEmpty() {
        Events events = Events.withCapacity(3);
        assertThat(events.capacity()).isEqualTo(3);
        assertThat(events.size()).isZero();
        assertThat(events.isEmpty()).isTrue();
        assertThat(events).isEmpty();
        assertThatThrownBy(() -> events.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> events.token(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
