package dev.vedette.internal;

/** The time that a wake was made, on its way with it to the poll. Handed over by {@link WakeQueue}, never shared. */
public abstract class WakeTrace {
    private long token;
    private WakeTrace next;

    /** The wake has become an event of this token, in a poll that returns now. */
    protected abstract void ends(long token);

    /** Notes that the wake is delivered, before others; returns the chain of them. */
    WakeTrace delivered(long token, WakeTrace others) {
        this.token = token;
        this.next = others;
        return this;
    }

    static void endAll(WakeTrace chain) {
        for (WakeTrace trace = chain; trace != null; trace = trace.next) {
            trace.ends(trace.token);
        }
    }
}
