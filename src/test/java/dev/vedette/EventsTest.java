package dev.vedette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.internal.Readiness;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contents of Events, without a Poll that fills them. */
class EventsTest {
    private final Events events = Events.withCapacity(4);

    @ParameterizedTest
    @CsvSource({
        "1, READABLE",
        "2, WRITABLE",
        "4, PRIORITY",
        "8, ERROR",
        "16, READ_CLOSED",
        "32, WRITE_CLOSED",
        "63, READABLE|WRITABLE|PRIORITY|ERROR|READ_CLOSED|WRITE_CLOSED",
        "0, ''"
    })
    void everyBitHasItsPredicateAndItsName(int bits, String names) {
        events.ready().add(7, bits);
        Event event = events.get(0);
        List<String> conditions = new ArrayList<>();
        note(conditions, event.isReadable(), "READABLE");
        note(conditions, event.isWritable(), "WRITABLE");
        note(conditions, event.isPriority(), "PRIORITY");
        note(conditions, event.isError(), "ERROR");
        note(conditions, event.isReadClosed(), "READ_CLOSED");
        note(conditions, event.isWriteClosed(), "WRITE_CLOSED");
        assertThat(String.join("|", conditions)).isEqualTo(names);
        assertThat(event).hasToString("Event[token=7, " + names + "]");
    }

    private static void note(List<String> conditions, boolean holds, String name) {
        if (holds) {
            conditions.add(name);
        }
    }

    @Test
    void eventsComeInOrder() {
        addThree();
        assertThat(events.size()).isEqualTo(3);
        assertThat(events.isEmpty()).isFalse();
        assertThat(events.token(2)).isEqualTo(Long.MIN_VALUE);
        assertThat(events).extracting(Event::token).containsExactly(5L, -1L, Long.MIN_VALUE);
        assertThat(events)
                .hasToString("[Event[token=5, READABLE], Event[token=-1, WRITABLE], "
                        + "Event[token=-9223372036854775808, READABLE|ERROR]]");
    }

    @Test
    void anIteratorEndsWhereTheEventsDo() {
        addThree();
        Iterator<Event> iterator = events.iterator();
        for (int i = 0; i < 3; i++) {
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isSameAs(events.get(i));
        }
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void anIteratorFailsIfTheEventsAreClearedBeforeItsEnd() {
        addThree();
        Iterator<Event> iterator = events.iterator();
        iterator.next();
        events.clear();
        assertThat(iterator.hasNext()).isTrue();
        assertThatThrownBy(iterator::next)
                .isInstanceOf(ConcurrentModificationException.class)
                .hasMessageContaining("1 of 3");
        addThree();
        assertThatThrownBy(iterator::next).isInstanceOf(ConcurrentModificationException.class);
        assertThat(events).hasSize(3);
    }

    @Test
    void anIteratorEndsIfTheEventsAreClearedAtItsEnd() {
        addThree();
        for (Event event : events) {
            if (event.token() == Long.MIN_VALUE) {
                events.clear();
            }
        }
        assertThat(events).isEmpty();
    }

    @Test
    void aPlaceHasOneViewThatShowsItsPresentEvent() {
        addThree();
        Event first = events.get(0);
        Event last = events.get(2);
        events.clear();
        events.ready().add(8, Readiness.WRITABLE);
        assertThat(events.get(0)).isSameAs(first);
        assertThat(first.token()).isEqualTo(8);
        assertThat(first.isReadable()).isFalse();
        assertThatThrownBy(last::token).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(last::isReadable).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void clearedEventsAreEmpty() {
        addThree();
        events.clear();
        assertThat(events.size()).isZero();
        assertThat(events.isEmpty()).isTrue();
        assertThat(events).hasToString("[]");
        assertThatThrownBy(() -> events.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> events.token(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private void addThree() {
        events.ready().add(5, Readiness.READABLE);
        events.ready().add(-1, Readiness.WRITABLE);
        events.ready().add(Long.MIN_VALUE, Readiness.READABLE | Readiness.ERROR);
    }
}
