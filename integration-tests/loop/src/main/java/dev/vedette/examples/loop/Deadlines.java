package dev.vedette.examples.loop;

import java.util.Arrays;

/** The deadlines of a loop, in a binary heap. Each of them knows its place, so that it can be moved and cancelled. */
public final class Deadlines {
    /** A task for a certain time. It is for the thread of its loop. */
    public static final class Deadline {
        private final Runnable task;
        private long timeNs;
        private int place = -1;

        Deadline(Runnable task) {
            this.task = task;
        }
    }

    private Deadline[] heap = new Deadline[16];
    private int size;

    Deadlines() {}

    /** Sets the time of a deadline, whether it is in the heap or not. */
    void set(Deadline deadline, long timeNs) {
        deadline.timeNs = timeNs;
        if (deadline.place < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            put(deadline, size++);
        }
        up(deadline);
        down(deadline);
    }

    void cancel(Deadline deadline) {
        int place = deadline.place;
        if (place >= 0) {
            deadline.place = -1;
            Deadline last = heap[--size];
            heap[size] = null;
            if (last != deadline) {
                put(last, place);
                up(last);
                down(last);
            }
        }
    }

    /** Returns the time until the first deadline; 0 if it has passed, and the largest number if there is none. */
    long remainingNs(long nowNs) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, heap[0].timeNs - nowNs);
    }

    /** Takes the first deadline out and returns its task; null if none has passed. */
    Runnable takePassed(long nowNs) {
        if (size == 0 || heap[0].timeNs - nowNs > 0) {
            return null;
        }
        Runnable task = heap[0].task;
        cancel(heap[0]);
        return task;
    }

    private void put(Deadline deadline, int place) {
        heap[place] = deadline;
        deadline.place = place;
    }

    private void up(Deadline deadline) {
        while (deadline.place > 0 && isBefore(deadline, heap[(deadline.place - 1) / 2])) {
            swap(deadline, heap[(deadline.place - 1) / 2]);
        }
    }

    private void down(Deadline deadline) {
        for (int child = 2 * deadline.place + 1; child < size; child = 2 * deadline.place + 1) {
            int right = child + 1;
            Deadline first = right < size && isBefore(heap[right], heap[child]) ? heap[right] : heap[child];
            if (!isBefore(first, deadline)) {
                return;
            }
            swap(deadline, first);
        }
    }

    private static boolean isBefore(Deadline one, Deadline other) {
        return one.timeNs - other.timeNs < 0;
    }

    private void swap(Deadline one, Deadline other) {
        int place = one.place;
        put(one, other.place);
        put(other, place);
    }
}
