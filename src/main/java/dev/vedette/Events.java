package dev.vedette;

import dev.vedette.internal.ReadyList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The events that a poll has found. A program creates an Events once and reuses it for every poll.
 *
 * <p>The capacity limits the number of events of one poll. Further events are reported by the polls that follow, and no
 * source starves. A token appears at most once per source and poll.
 *
 * <p>Reading events creates no garbage: {@link #token(int)} allocates nothing, and {@link #get(int)} creates the view
 * of a position on first use and returns the same view from then on. The iterator of a {@code for} loop costs nothing
 * where the compiler can eliminate it. A loop by index does not depend on that.
 *
 * <p>An Events is not thread-safe. It is used by the thread that polls, between its polls.
 *
 * @since 0.1
 */
public final class Events implements Iterable<Event> {
    private final ReadyList ready;
    private final Event[] views;

    private Events(int capacity) {
        ready = new ReadyList(capacity);
        views = new Event[capacity];
    }

    /**
     * {@return a new Events, which is empty} A native backend keeps a buffer for the largest Events that has been
     * passed to it.
     *
     * @param capacity the maximum number of events of one poll
     * @throws IllegalArgumentException if {@code capacity} is not positive
     */
    public static Events withCapacity(int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        return new Events(capacity);
    }

    /** {@return the number of events that the last poll found} */
    public int size() {
        return ready.size();
    }

    /** {@return whether the last poll found no events} */
    public boolean isEmpty() {
        return ready.isEmpty();
    }

    /** {@return the maximum number of events of one poll} */
    public int capacity() {
        return ready.capacity();
    }

    /** Removes all events. Not needed before a poll. */
    public void clear() {
        ready.clear();
    }

    /**
     * {@return a view of the event at an index} The view is valid until the next poll into this Events.
     *
     * @param index the index, from 0 to {@link #size()} − 1
     * @throws IndexOutOfBoundsException if there is no such event
     */
    public Event get(int index) {
        Objects.checkIndex(index, ready.size());
        Event view = views[index];
        if (view == null) {
            view = new Event(this, index);
            views[index] = view;
        }
        return view;
    }

    /**
     * {@return the token of the event at an index}
     *
     * @param index the index, from 0 to {@link #size()} − 1
     * @throws IndexOutOfBoundsException if there is no such event
     */
    public long token(int index) {
        return ready.token(Objects.checkIndex(index, ready.size()));
    }

    /** {@return the readiness bits of the event at an index} */
    int readiness(int index) {
        return ready.readiness(Objects.checkIndex(index, ready.size()));
    }

    /** {@return the list into which a poll puts what it finds} */
    ReadyList ready() {
        return ready;
    }

    /**
     * {@return an iterator over the events, which does not support removal} If a poll refills this Events, or
     * {@link #clear} empties it, before the iterator has reached its end, {@code next} throws a
     * {@link ConcurrentModificationException}, because the remaining events are lost. A poll during an iteration should
     * therefore use another Events.
     */
    @Override
    public Iterator<Event> iterator() {
        return new Iterator<>() {
            private final int size = ready.size();
            private final int generation = ready.generation();
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Event next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                if (generation != ready.generation()) {
                    throw new ConcurrentModificationException("these Events were refilled or cleared after " + next
                            + " of " + size + " events had been returned");
                }
                return get(next++);
            }
        };
    }

    /** {@return a string with all events, in order} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ", ").append(get(i));
        }
        return text.append(']').toString();
    }
}
