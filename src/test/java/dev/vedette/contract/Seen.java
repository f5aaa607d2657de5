package dev.vedette.contract;

import dev.vedette.Event;
import java.util.Set;

/** An event that outlives its poll. */
public record Seen(long token, Set<Bit> bits) {
    public static Seen of(Event event) {
        return new Seen(event.token(), Bit.of(event));
    }

    public boolean has(Bit bit) {
        return bits.contains(bit);
    }
}
