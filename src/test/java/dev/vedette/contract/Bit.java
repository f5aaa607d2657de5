package dev.vedette.contract;

import dev.vedette.Event;
import java.util.EnumSet;
import java.util.Set;

/** The predicates of an {@link Event}, as values that can be kept and compared. */
public enum Bit {
    READABLE,
    WRITABLE,
    PRIORITY,
    ERROR,
    READ_CLOSED,
    WRITE_CLOSED;

    /** Those that not every backend reports. */
    static final Set<Bit> HINTS = EnumSet.of(PRIORITY, ERROR, READ_CLOSED, WRITE_CLOSED);

    static Set<Bit> of(Event event) {
        Set<Bit> bits = EnumSet.noneOf(Bit.class);
        addIf(event.isReadable(), READABLE, bits);
        addIf(event.isWritable(), WRITABLE, bits);
        addIf(event.isPriority(), PRIORITY, bits);
        addIf(event.isError(), ERROR, bits);
        addIf(event.isReadClosed(), READ_CLOSED, bits);
        addIf(event.isWriteClosed(), WRITE_CLOSED, bits);
        return bits;
    }

    private static void addIf(boolean condition, Bit bit, Set<Bit> bits) {
        if (condition) {
            bits.add(bit);
        }
    }
}
