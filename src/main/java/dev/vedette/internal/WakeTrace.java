package dev.vedette.internal;

/**
 * Measures the time from a wake to its event. {@link WakeQueue} hands it over together with the wake, so that one
 * thread at a time uses it.
 */
public abstract class WakeTrace {
    private long token;
    private WakeTrace next;

    /** The wake has become an event with this token, in a poll that now returns. */
    protected abstract void ends(long token);

    /** Notes that the wake was delivered, and puts this in front of a chain of traces. Returns the new chain. */
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
