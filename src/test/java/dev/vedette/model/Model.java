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

/** Knows what is registered and woken, and judges polls by it. */
final class Model {
    private final Map<Long, Registration> registrations = new HashMap<>();
    private final Set<Long> woken = new HashSet<>();

    /** How many polls in a row a waker's event has had no room in. */
    private final Map<Long, Integer> wakesPassedOver = new HashMap<>();

    /** Whether a wake-up that came late may be left in the kernel and take a place in the next poll. */
    private boolean wakeUpLeft;

    // ---- what happens

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

    // ---- what must and may be reported

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

    /** In so many polls everything that is due has had its turn. */
    int fairPolls(int capacity) {
        return 2 * (possible() / capacity + 1) + 6;
    }

    // ---- judging

    /** A poll during which nothing else happened: it reports all that is due, unless it is full. */
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

    /** A poll in which nothing was due when it began, and something is now. */
    void judgeOverlapped(List<Seen> seen, int capacity) {
        assertThat(seen).as("lost: %s", describe(due())).isNotEmpty();
        judgeEvents(seen, capacity, false);
        wakeUpLeft = true;
    }

    private void judgeEvents(List<Seen> seen, int capacity, boolean settled) {
        assertThat(seen).as("a poll's events and its capacity").hasSizeLessThanOrEqualTo(capacity);
        assertThat(seen).extracting(Seen::token).as("once per poll").doesNotHaveDuplicates();
        for (Seen event : seen) {
            if (woken.remove(event.token())) {
                wakesPassedOver.remove(event.token());
                assertThat(event.bits()).as("a waker's event").containsExactly(Bit.READABLE);
            } else {
                Registration registration = registrations.get(event.token());
                assertThat(registration).as("whose is this? %s", event).isNotNull();
                judgeEvent(event, registration, settled);
                registration.reported();
                if (!settled) {
                    registration.stir(); // the operation may not have been over by then
                }
            }
        }
    }

    private static void judgeEvent(Seen event, Registration registration, boolean settled) {
        assertThat(registration.isPossible())
                .as("%s, must be silent: %s", registration, event)
                .isTrue();
        assertThat(registration.possible())
                .as("%s, what it may be", registration)
                .containsAll(event.bits());
        if (settled) {
            assertThat(event.bits()).as("%s, what it is", registration).containsAll(registration.holding());
        }
        assertThat(event.bits()).as("%s, an event of nothing", registration).isNotEmpty();
    }

    private void passOver(long token) {
        Registration registration = registrations.get(token);
        int times = registration == null ? wakesPassedOver.merge(token, 1, Integer::sum) : ++registration.passedOver;
        assertThat(times).as("polls that passed %s over", token).isLessThanOrEqualTo(fairPolls(1));
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
