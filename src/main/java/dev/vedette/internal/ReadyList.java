package dev.vedette.internal;

/**
 * What one poll found: a token and its {@link Readiness} bits per entry, bounded by a capacity.
 *
 * <p>Not thread-safe: written by the polling thread during a poll and read by it after.
 */
public final class ReadyList {
    private final long[] tokens;
    private final int[] readiness;
    private int size;

    /** How often the list has been cleared, which every poll does first. */
    private int generation;

    public ReadyList(int capacity) {
        tokens = new long[capacity];
        readiness = new int[capacity];
    }

    public int capacity() {
        return tokens.length;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public boolean isFull() {
        return size == tokens.length;
    }

    public void clear() {
        size = 0;
        generation++;
    }

    public int generation() {
        return generation;
    }

    /** Adds an entry; there must be room. */
    public void add(long token, int bits) {
        tokens[size] = token;
        readiness[size] = bits;
        size++;
    }

    /** Adds bits to the first entry of this token in a range; {@code false} if there is none. */
    public boolean merge(int from, int to, long token, int bits) {
        for (int i = from; i < to; i++) {
            if (tokens[i] == token) {
                readiness[i] |= bits;
                return true;
            }
        }
        return false;
    }

    public long token(int index) {
        return tokens[index];
    }

    public int readiness(int index) {
        return readiness[index];
    }
}
