package dev.vedette.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A Poll with its Events, and what a test asks of them. Used by the thread that polls. */
public final class Watch {
    /** How long to wait for what must come: a test that needs it all has failed. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long to wait for what must not come. */
    public static final Duration QUIET = Duration.ofMillis(50);

    private final Poll poll;
    private final Events events;
    private final boolean hasHints;

    Watch(Poll poll, int capacity, boolean hasHints) {
        this.poll = poll;
        this.events = Events.withCapacity(capacity);
        this.hasHints = hasHints;
    }

    public Poll poll() {
        return poll;
    }

    public Registry registry() {
        return poll.registry();
    }

    /** One poll; null waits for ever. */
    public List<Seen> poll(Duration timeout) throws IOException {
        int count = poll.poll(events, timeout);
        List<Seen> seen = new ArrayList<>();
        for (Event event : events) {
            seen.add(Seen.of(event));
        }
        assertThat(seen).as("what the poll said and what it filled in").hasSize(count);
        if (!hasHints) {
            assertThat(seen).allSatisfy(event -> assertThat(event.bits()).doesNotContainAnyElementsOf(Bit.HINTS));
        }
        return seen;
    }

    public void assertNone() throws IOException {
        assertNone(QUIET);
    }

    public void assertNone(Duration timeout) throws IOException {
        assertThat(poll(timeout)).isEmpty();
    }

    /** The next poll gives exactly one event, with this token and at least these bits. */
    public Seen assertEvent(long token, Bit... bits) throws IOException {
        List<Seen> seen = poll(PATIENCE);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).token()).isEqualTo(token);
        assertThat(seen.get(0).bits()).containsAll(expected(bits));
        return seen.get(0);
    }

    /** Sooner or later an event has this token and at least these bits; the others do not matter. */
    public Seen awaitEvent(long token, Bit... bits) throws IOException {
        List<Seen> all = new ArrayList<>();
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < PATIENCE.toNanos()) {
            for (Seen seen : poll(PATIENCE)) {
                if (seen.token() == token && seen.bits().containsAll(expected(bits))) {
                    return seen;
                }
                if (all.size() < 20) {
                    all.add(seen);
                }
            }
        }
        throw new AssertionError("no event of " + token + " with " + Arrays.toString(bits) + ", but first " + all);
    }

    /** Where there are no hints, only the others can be expected. */
    private Set<Bit> expected(Bit... bits) {
        Set<Bit> expected = EnumSet.noneOf(Bit.class);
        expected.addAll(Arrays.asList(bits));
        if (!hasHints) {
            expected.removeAll(Bit.HINTS);
        }
        return expected;
    }
}
