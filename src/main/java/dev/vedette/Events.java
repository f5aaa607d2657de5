package dev.vedette;

import dev.vedette.internal.ReadyList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * What one poll found, reused from poll to poll.
 *
 * <p>The capacity bounds one poll: what does not fit comes with the next, and nothing starves. A token appears at most
 * once per source and poll.
 *
 * <p>Reading events allocates nothing that lasts: {@link #token(int)} allocates nothing at all, {@link #get(int)}
 * creates the view of a place when it is first asked for and hands out the same one ever after. The iterator of a loop
 * costs nothing where the compiler sees through it, which a loop by index does not depend on.
 *
 * <p>Not thread-safe: used by the thread that polls, between its polls.
 */
public final class Events implements Iterable<Event> {
    private final ReadyList ready;
    private final Event[] views;

    private Events(int capacity) {
        ready = new ReadyList(capacity);
        views = new Event[capacity];
    }

    /**
     * {@return an empty list with room for as many events} A native backend keeps a buffer for the largest that it has
     * been given.
     *
     * @param capacity how many events one poll may give at most
     * @throws IllegalArgumentException if {@code capacity} is not positive
     */
    public static Events withCapacity(int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        return new Events(capacity);
    }

    /** {@return how many events the last poll gave} */
    public int size() {
        return ready.size();
    }

    /** {@return whether the last poll gave none} */
    public boolean isEmpty() {
        return ready.isEmpty();
    }

    /** {@return how many events one poll gives at most} */
    public int capacity() {
        return ready.capacity();
    }

    /** Forgets all events. Not needed before a poll. */
    public void clear() {
        ready.clear();
    }

    /**
     * {@return a view of an event, valid until the next poll into this}
     *
     * @param index from 0 to {@link #size()} − 1
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
     * {@return the token of an event}
     *
     * @param index from 0 to {@link #size()} − 1
     * @throws IndexOutOfBoundsException if there is no such event
     */
    public long token(int index) {
        return ready.token(Objects.checkIndex(index, ready.size()));
    }

    /** {@return the readiness bits of an event} */
    int readiness(int index) {
        return ready.readiness(Objects.checkIndex(index, ready.size()));
    }

    /** {@return where a poll puts what it finds} */
    ReadyList ready() {
        return ready;
    }

    /**
     * {@return an iterator over the events, which cannot remove} If a poll fills these Events anew, or {@link #clear}
     * empties them, before the iterator is at its end, it throws a {@link ConcurrentModificationException}: the events
     * that it has not given are lost. So a poll in the middle of an iteration takes other Events.
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
                    throw new ConcurrentModificationException("these Events were filled anew or cleared when " + next
                            + " of " + size + " had been given");
                }
                return get(next++);
            }
        };
    }

    /** {@return all events, in order} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ", ").append(get(i));
        }
        return text.append(']').toString();
    }
}
