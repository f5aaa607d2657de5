package dev.vedette.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.contract.fixture.Bit;
import dev.vedette.contract.fixture.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps the registrations and pending wakes, and checks polls against them. */
final class Model {
    private final Map<Long, Registration> registrations = new HashMap<>();
    private final Set<Long> woken = new HashSet<>();

    /** For each waker, the number of polls in a row without room for its event. */
    private final Map<Long, Integer> wakesPassedOver = new HashMap<>();

    /** Whether a late wake-up may still be in the kernel, where it takes a place in the next poll. */
    private boolean wakeUpLeft;

    // ---- operations

    void registered(Registration registration) {
        registrations.put(registration.token, registration);
        registration.end.registration = registration;
    }

    void deregistered(End end) {
        if (end.registration != null) {
            registrations.remove(end.registration.token);
            end.registration = null;
        }
    }

    void woken(long token) {
        woken.add(token);
    }

    // ---- due and possible events

    boolean anythingDue() {
        return !due().isEmpty();
    }

    boolean anythingPossible() {
        return possible() > 0;
    }

    Set<Long> due() {
        Set<Long> tokens = new HashSet<>(woken);
        registrations.values().stream().filter(Registration::isDue).forEach(r -> tokens.add(r.token));
        return tokens;
    }

    private int possible() {
        return woken.size()
                + (int) registrations.values().stream()
                        .filter(Registration::isPossible)
                        .count();
    }

    /** The number of polls in which every due event gets its turn. */
    int fairPolls(int capacity) {
        return 2 * (possible() / capacity + 1) + 6;
    }

    // ---- checks

    /** Checks a poll without concurrent operations: it reports all due events, unless it is full. */
    void judge(List<Seen> seen, int capacity) {
        Set<Long> missing = due();
        judgeEvents(seen, capacity, true);
        seen.forEach(event -> missing.remove(event.token()));
        boolean full = seen.size() >= capacity - (wakeUpLeft ? 1 : 0);
        if (!full || seen.isEmpty()) {
            assertThat(missing).as("lost: %s", describe(missing)).isEmpty();
        }
        wakeUpLeft &= full;
        missing.forEach(this::passOver);
    }

    /** Checks a poll that began without a due event and ended with one. */
    void judgeOverlapped(List<Seen> seen, int capacity) {
        assertThat(seen).as("lost: %s", describe(due())).isNotEmpty();
        judgeEvents(seen, capacity, false);
        wakeUpLeft = true;
    }

    private void judgeEvents(List<Seen> seen, int capacity, boolean settled) {
        assertThat(seen).as("the events of a poll").hasSizeLessThanOrEqualTo(capacity);
        assertThat(seen).extracting(Seen::token).as("the tokens of a poll").doesNotHaveDuplicates();
        for (Seen event : seen) {
            if (woken.remove(event.token())) {
                wakesPassedOver.remove(event.token());
                assertThat(event.bits()).as("the event of a waker").containsExactly(Bit.READABLE);
            } else {
                Registration registration = registrations.get(event.token());
                assertThat(registration)
                        .as("an event without a registration: %s", event)
                        .isNotNull();
                judgeEvent(event, registration, settled);
                registration.reported();
                if (!settled) {
                    registration.stir(); // the operation may have ended after the event
                }
            }
        }
    }

    private static void judgeEvent(Seen event, Registration registration, boolean settled) {
        assertThat(registration.isPossible())
                .as("%s must not be reported, but was: %s", registration, event)
                .isTrue();
        assertThat(registration.possible())
                .as("the possible bits of %s", registration)
                .containsAll(event.bits());
        if (settled) {
            assertThat(event.bits()).as("the bits of %s", registration).containsAll(registration.holding());
        }
        assertThat(event.bits())
                .as("an event of %s without a bit", registration)
                .isNotEmpty();
    }

    private void passOver(long token) {
        Registration registration = registrations.get(token);
        int times = registration == null ? wakesPassedOver.merge(token, 1, Integer::sum) : ++registration.passedOver;
        assertThat(times).as("polls without the due event of %s", token).isLessThanOrEqualTo(fairPolls(1));
    }

    private List<String> describe(Set<Long> tokens) {
        List<String> descriptions = new ArrayList<>();
        for (long token : tokens) {
            Registration registration = registrations.get(token);
            descriptions.add(
                    registration == null ? "wake " + token : registration + ", which is " + registration.holding());
        }
        return descriptions;
    }
}
