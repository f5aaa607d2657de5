package dev.vedette.internal.nio;

import java.util.Arrays;

/** Sorts indices by an age that each of them has, the oldest first, and allocates nothing once it is large enough. */
final class ByAge {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private int[] ages = new int[0];
    private int[] order = new int[0];
    private int[] sorted = new int[0];
    private final int[] places = new int[DIGITS];

    /** Makes room for so many. */
    void reserve(int count) {
        if (count > ages.length) {
            int length = Math.max(count, 2 * ages.length);
            ages = new int[length];
            order = new int[length];
            sorted = new int[length];
        }
    }

    /** Sets the age of an index, an unsigned number. */
    void set(int index, int age) {
        ages[index] = age;
    }

    /** Sorts the indices below the count. Those of the same age stay in their order. */
    void sort(int count) {
        int bits = 0;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            bits |= ages[i];
        }
        // a radix sort, from the lowest digit to the highest that any age has
        for (int shift = 0; shift < Integer.SIZE && bits >>> shift != 0; shift += DIGIT_BITS) {
            sortByDigit(count, shift);
        }
    }

    /** The index at a place in the order. */
    int get(int place) {
        return order[place];
    }

    private void sortByDigit(int count, int shift) {
        Arrays.fill(places, 0);
        for (int i = 0; i < count; i++) {
            places[digit(i, shift)]++;
        }
        int place = 0;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            int number = places[digit];
            places[digit] = place;
            place += number;
        }
        for (int i = 0; i < count; i++) {
            int index = order[i];
            sorted[places[digit(index, shift)]++] = index;
        }
        int[] unsorted = order;
        order = sorted;
        sorted = unsorted;
    }

    private int digit(int index, int shift) {
        return (ages[index] >>> shift) & (DIGITS - 1);
    }
}
