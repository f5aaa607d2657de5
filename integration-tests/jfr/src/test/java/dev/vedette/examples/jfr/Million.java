package dev.vedette.examples.jfr;

import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Waker;

/** A loop with as many dispatches as the argument says. It sleeps in every hundred-thousandth. */
public final class Million {
    static final int EVERY = 100_000;
    static final int STALL_MS = 30;

    private Million() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        try (Poll poll = Poll.builder().name("million").open()) {
            Waker waker = poll.registry().waker(1);
            Events events = Events.withCapacity(1);
            for (int i = 0; i <= count; i++) {
                waker.wake();
                poll.poll(events);
                if (i % EVERY == EVERY - 1) {
                    Thread.sleep(STALL_MS);
                }
            }
        }
    }
}
