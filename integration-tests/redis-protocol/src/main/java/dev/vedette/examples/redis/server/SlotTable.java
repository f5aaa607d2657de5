package dev.vedette.examples.redis.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A table of the objects that an event loop finds by token.
 *
 * <p>The low half of a token is the number of a slot, and the high half is the generation of the slot. When a slot is
 * used again its generation changes, so that an event for the former owner finds nothing. Tokens are never negative.
 *
 * @param <T> the type of the objects, which are the owners of the slots
 */
final class SlotTable<T> {
    private static final class Slot<T> {
        final int number;
        int generation; // the number of former owners; wraps to zero after Integer.MAX_VALUE
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

    /** Creates an owner for the token of a free slot, and puts it into the slot. */
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

    /** Returns the owner of a token, or null if it has been removed. */
    T get(long token) {
        Slot<T> slot = slot(token);
        return slot.token() == token ? slot.owner : null;
    }

    /** Removes the owner of a token, and frees its slot. */
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
