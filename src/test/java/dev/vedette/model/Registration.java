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

/** What an end is registered for, and what follows for its events. A change makes a new one. */
final class Registration {
    final End end;
    final long token;
    private final Interest interest;
    private final Trigger trigger;
    private final boolean hints;

    /** Of a ONESHOT: whether it is still to report. */
    private boolean armed = true;

    /** Of an EDGE: what has become so since it last reported. */
    private final Set<Bit> changed;

    /** Of an EDGE: whether anything has happened to the pair since, which the kernel may take for a change. */
    private boolean stirred;

    /** How many polls have gone by in which it was due and had no room. */
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

    /** What certainly holds and must be in an event if there is one. */
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
        if (hints && interest.isReadable() && end.hasEnded()) {
            bits.add(READ_CLOSED);
        }
        return bits;
    }

    /** What may be in an event. */
    Set<Bit> possible() {
        Set<Bit> bits = holding();
        if (interest.isWritable() && end.isPerhapsWritable()) {
            bits.add(WRITABLE);
        }
        if (hints && interest.isReadable() && end.isPerhapsEnded()) {
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

    /** Whether the next poll with room for it must report it. */
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
