package dev.vedette.model;

import static dev.vedette.contract.fixture.Bit.ERROR;
import static dev.vedette.contract.fixture.Bit.READABLE;
import static dev.vedette.contract.fixture.Bit.READ_CLOSED;
import static dev.vedette.contract.fixture.Bit.WRITABLE;
import static dev.vedette.contract.fixture.Bit.WRITE_CLOSED;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.contract.fixture.Bit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A registration of an end, and the events that follow from it. A change replaces it by a new one. */
final class Registration {
    final End end;
    final long token;
    private final Interest interest;
    private final Trigger trigger;
    private final boolean hints;

    /** For ONESHOT: whether it has not reported yet. */
    private boolean armed = true;

    /** For EDGE: the bits that became true since its last event. */
    private final Set<Bit> changed;

    /**
     * For EDGE: whether there was an operation on the pair since its last event. The kernel may count it as a change.
     */
    private boolean stirred;

    /** The number of polls in which it was due and had no room. */
    int passedOver;

    Registration(End end, long token, Interest interest, Trigger trigger, boolean hints) {
        this.end = end;
        this.token = token;
        this.interest = interest;
        this.trigger = trigger;
        this.hints = hints;
        this.changed = holding();
        this.stirred = true;
    }

    /** The bits that certainly hold. An event must have them. */
    Set<Bit> holding() {
        Set<Bit> bits = EnumSet.noneOf(Bit.class);
        if (hints && end.isHungUpPipe()) {
            return EnumSet.of(READ_CLOSED, WRITE_CLOSED);
        }
        if (interest.isReadable() && end.isReadable()) {
            bits.add(READABLE);
        }
        if (interest.isWritable() && end.isWritable()) {
            bits.add(WRITABLE);
        }
        if (hints && watchesTheEnd() && end.hasEnded()) {
            bits.add(READ_CLOSED);
        }
        return bits;
    }

    /** The bits that an event may have. */
    Set<Bit> possible() {
        Set<Bit> bits = holding();
        if (interest.isWritable() && end.isPerhapsWritable()) {
            bits.add(WRITABLE);
        }
        if (hints && watchesTheEnd() && end.isPerhapsEnded()) {
            bits.add(READ_CLOSED);
        }
        if (end.isDisturbed()) {
            if (interest.isReadable()) {
                bits.add(READABLE);
            }
            if (interest.isWritable()) {
                bits.add(WRITABLE);
            }
            if (hints) {
                Collections.addAll(bits, ERROR, READ_CLOSED, WRITE_CLOSED);
            }
        }
        return bits;
    }

    private boolean watchesTheEnd() {
        return interest.isReadable() || interest.isReadClosed();
    }

    /** Whether the next poll that has room must report it. */
    boolean isDue() {
        return switch (trigger) {
            case LEVEL -> !holding().isEmpty();
            case ONESHOT -> armed && !holding().isEmpty();
            case EDGE -> !Collections.disjoint(changed, holding());
        };
    }

    /** Whether a poll may report it. */
    boolean isPossible() {
        return switch (trigger) {
            case LEVEL -> !possible().isEmpty();
            case ONESHOT -> armed && !possible().isEmpty();
            case EDGE -> (stirred || isDue()) && !possible().isEmpty();
        };
    }

    void becameReadable() {
        Set<Bit> news = holding();
        news.remove(WRITABLE);
        changed.addAll(news);
    }

    void becameWritable() {
        if (interest.isWritable()) {
            changed.add(WRITABLE);
        }
    }

    void stir() {
        stirred = true;
    }

    void reported() {
        armed = false;
        changed.clear();
        stirred = end.isRestless();
        passedOver = 0;
    }

    @Override
    public String toString() {
        return end + " as " + token + " for " + interest + " " + trigger
                + (trigger == Trigger.ONESHOT && !armed ? ", spent" : "");
    }
}
