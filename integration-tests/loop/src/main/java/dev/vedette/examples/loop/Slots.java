package dev.vedette.examples.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The handlers of a loop by their tokens. A token consists of the index of a slot and of the generation of the slot,
 * which changes when the slot is emptied. So an event, a task or a deadline that comes too late does not reach the
 * handler that took over the slot. Tokens are never negative.
 */
final class Slots {
    private static final class Slot {
        private int generation;
        private Handler handler;
    }

    private final List<Slot> slots = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    long add(Handler handler) {
        Integer index = free.poll();
        if (index == null) {
            index = slots.size();
            slots.add(new Slot());
        }
        Slot slot = slots.get(index);
        slot.handler = handler;
        return (long) slot.generation << Integer.SIZE | index;
    }

    /** Returns the handler, or null if it has been removed. */
    Handler get(long token) {
        Slot slot = slots.get((int) token);
        return slot.generation == (int) (token >>> Integer.SIZE) ? slot.handler : null;
    }

    /** Returns the handler that is no longer there, or null if it has been removed before. */
    Handler remove(long token) {
        Handler handler = get(token);
        if (handler != null) {
            Slot slot = slots.get((int) token);
            slot.handler = null;
            slot.generation = slot.generation + 1 & Integer.MAX_VALUE;
            free.push((int) token);
        }
        return handler;
    }

    boolean isEmpty() {
        return free.size() == slots.size();
    }

    /** Returns the tokens of all handlers. */
    List<Long> tokens() {
        List<Long> tokens = new ArrayList<>();
        for (int index = 0; index < slots.size(); index++) {
            if (slots.get(index).handler != null) {
                tokens.add((long) slots.get(index).generation << Integer.SIZE | index);
            }
        }
        return tokens;
    }
}
