package dev.vedette.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.internal.WakeQueue.Entry;
import org.junit.jupiter.api.Test;

class WakeQueueTest {
    private final WakeQueue queue = new WakeQueue();
    private final Entry one = new Entry(1);
    private final Entry two = new Entry(2);
    private final ReadyList ready = new ReadyList(4);

    @Test
    void anAwakePollIsNotWoken() {
        assertThat(queue.offer(one, null)).isFalse();
        assertThat(queue.nudge()).isFalse();
    }

    @Test
    void aSleepingPollIsWokenOnce() {
        assertThat(queue.park()).isTrue();
        assertThat(queue.offer(one, null)).isTrue();
        assertThat(queue.offer(one, null)).isFalse();
        assertThat(queue.offer(two, null)).isFalse();
        assertThat(queue.nudge()).isFalse();
    }

    @Test
    void aNudgeWakesWithoutAnEvent() {
        queue.park();
        assertThat(queue.nudge()).isTrue();
        assertThat(queue.nudge()).isFalse();
        queue.unpark();
        assertThat(queue.deliver(ready)).isFalse();
        assertThat(queue.park()).isTrue();
    }

    @Test
    void noPollSleepsWhileAWakeIsPending() {
        queue.offer(one, null);
        assertThat(queue.park()).isFalse();
        queue.deliver(ready);
        assertThat(queue.park()).isTrue();
    }

    @Test
    void noPollSleepsWhileAWakeWithoutRoomIsPending() {
        ReadyList small = new ReadyList(1);
        queue.offer(one, null);
        queue.offer(two, null);
        queue.deliver(small);
        assertThat(queue.park()).isFalse();
        small.clear();
        queue.deliver(small);
        assertThat(small.token(0)).isEqualTo(2);
        assertThat(queue.park()).isTrue();
    }

    @Test
    void wakesCoalesceAndComeInOrder() {
        queue.offer(two, null);
        queue.offer(one, null);
        queue.offer(two, null);
        assertThat(queue.deliver(ready)).isTrue();
        assertThat(ready.size()).isEqualTo(2);
        assertThat(ready.token(0)).isEqualTo(2);
        assertThat(ready.token(1)).isEqualTo(1);
        assertThat(ready.readiness(0)).isEqualTo(Readiness.READABLE);
        assertThat(queue.deliver(ready)).isFalse();
    }

    @Test
    void aWakeAfterDeliveryIsANewOne() {
        queue.offer(one, null);
        queue.deliver(ready);
        queue.offer(one, null);
        ready.clear();
        assertThat(queue.deliver(ready)).isTrue();
        assertThat(ready.size()).isEqualTo(1);
    }

    @Test
    void unparkLeavesAWakeInPlace() {
        queue.park();
        queue.offer(one, null);
        queue.unpark();
        assertThat(queue.deliver(ready)).isTrue();
        assertThat(ready.token(0)).isEqualTo(1);
    }

    @Test
    void aWakeUpThatFailedIsTheNextWakersToMakeAndOnlyHis() {
        queue.park();
        assertThat(queue.offer(one, null)).isTrue();
        queue.owed = true;
        assertThat(queue.offer(one, null)).as("though it coalesces").isTrue();
        assertThat(queue.offer(two, null)).isFalse();
        queue.owed = true;
        assertThat(queue.nudge()).isTrue();
        assertThat(queue.nudge()).isFalse();
        queue.unpark();
        queue.deliver(ready);
        assertThat(ready.size()).isEqualTo(2);
    }

    @Test
    void aNudgeThatFailedIsTheNextWakersToMake() {
        queue.park();
        assertThat(queue.nudge()).isTrue();
        queue.owed = true;
        assertThat(queue.offer(one, null)).isTrue();
    }
}
