package dev.vedette.examples.redis.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * What an event loop knows by token.
 *
 * <p>A token has the number of a slot in its low half and the slot's generation in its high half. A slot that is used
 * again is of another generation, so that an event meant for its former owner finds nothing. Tokens are never negative.
 *
 * @param <T> what is in the slots
 */
final class SlotTable<T> {
    private static final class Slot<T> {
        final int number;
        int generation; // counts the owners, from zero to Integer.MAX_VALUE and round again
        T owner; // null if free

        Slot(int number) {
            this.number = number;
        }

        long token() {
            return (long) generation << Integer.SIZE | number;
        }
    }

    private final List<Slot<T>> slots = new ArrayList<>();
    private final List<Slot<T>> free = new ArrayList<>(); // a stack, so that the slots in use stay close together

    /** Puts an owner, made for its token, into a free slot. */
    T add(LongFunction<T> owner) {
        if (free.isEmpty()) {
            Slot<T> slot = new Slot<>(slots.size());
            slots.add(slot);
            free.add(slot);
        }
        Slot<T> slot = free.get(free.size() - 1);
        slot.owner = owner.apply(slot.token());
        free.remove(free.size() - 1);
        return slot.owner;
    }

    /** Returns the owner, or null if it is gone. */
    T get(long token) {
        Slot<T> slot = slot(token);
        return slot.token() == token ? slot.owner : null;
    }

    /** Frees the slot of an owner. */
    void remove(long token) {
        Slot<T> slot = slot(token);
        slot.owner = null;
        slot.generation = slot.generation == Integer.MAX_VALUE ? 0 : slot.generation + 1;
        free.add(slot);
    }

    void forEach(Consumer<T> action) {
        for (Slot<T> slot : slots) {
            if (slot.owner != null) {
                action.accept(slot.owner);
            }
        }
    }

    private Slot<T> slot(long token) {
        return slots.get((int) token);
    }
}
