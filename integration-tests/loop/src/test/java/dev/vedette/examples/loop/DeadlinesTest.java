package dev.vedette.examples.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.loop.Deadlines.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    /** The times are around the overflow of nanoTime. */
    private static final long START_NS = Long.MAX_VALUE - 500;

    private final Deadlines deadlines = new Deadlines();

    @Test
    void withoutDeadlinesThereIsNoLimit() {
        assertThat(deadlines.remainingNs(START_NS)).isEqualTo(Long.MAX_VALUE);
        assertThat(deadlines.takePassed(START_NS)).isNull();
    }

    @Test
    void aDeadlineThatHasPassedIsTakenOnce() {
        boolean[] ran = new boolean[1];
        deadlines.set(new Deadline(() -> ran[0] = true), START_NS + 10);
        assertThat(deadlines.remainingNs(START_NS)).isEqualTo(10);
        assertThat(deadlines.takePassed(START_NS + 9)).isNull();
        assertThat(deadlines.remainingNs(START_NS + 11)).isZero();
        deadlines.takePassed(START_NS + 10).run();
        assertThat(ran[0]).isTrue();
        assertThat(deadlines.takePassed(START_NS + 10)).isNull();
    }

    /** Compares random changes with a map. */
    @Test
    void deadlinesAreTakenInTheirOrderWhateverHasBeenMovedAndCancelled() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            Map<Deadline, Long> model = new HashMap<>();
            List<Long> taken = new ArrayList<>();
            List<Deadline> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Deadline[] one = new Deadline[1];
                one[0] = new Deadline(() -> taken.add(model.get(one[0])));
                all.add(one[0]);
            }
            for (int step = 0; step < 200; step++) {
                Deadline deadline = all.get(random.nextInt(all.size()));
                if (random.nextInt(4) == 0) {
                    deadlines.cancel(deadline);
                    model.remove(deadline);
                } else {
                    long timeNs = START_NS + random.nextInt(1000);
                    deadlines.set(deadline, timeNs);
                    model.put(deadline, timeNs);
                }
            }
            for (int ns = 0; ns < 1000; ns += 100) {
                long nowNs = START_NS + ns;
                for (Runnable task = deadlines.takePassed(nowNs); task != null; task = deadlines.takePassed(nowNs)) {
                    task.run();
                }
                assertThat(taken).hasSize((int) model.values().stream()
                        .filter(time -> time - nowNs <= 0)
                        .count());
            }
            assertThat(deadlines.takePassed(START_NS + 1000)).satisfies(task -> {
                if (task != null) {
                    task.run();
                }
            });
            while (deadlines.remainingNs(START_NS) != Long.MAX_VALUE) {
                deadlines.takePassed(START_NS + 1000).run();
            }
            assertThat(taken).hasSize(model.size()).isSortedAccordingTo(Comparator.comparing(time -> time - START_NS));
        }
    }
}
