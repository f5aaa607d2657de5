package dev.vedette.internal;

import dev.vedette.Trigger;

/**
 * Is told what happens in one Poll, and what of it is wanted may change at any time.
 *
 * <p>{@code pollBegins} and {@code pollEnds} are called by the polling thread, the rest by any.
 */
public interface PollTracer {
    /** Whether the recorder is to count, whatever the program says. */
    boolean wantsStatistics();

    /** A poll begins, and with it ends the dispatch after the one before. */
    void pollBegins();

    /** A poll returns. Not told of one that fails. */
    void pollEnds(long timeoutNs, int events, boolean woken);

    /** A waker is woken; {@code null} if nobody wants to know. */
    WakeTrace wakeBegins();

    /**
     * A registration was made, changed or ended.
     *
     * @param source a channel or a text, described only if it is wanted
     * @param interest {@link Readiness} bits; 0 where there is none
     * @param trigger {@code null} where there is none
     */
    void registration(String operation, Object source, long token, int interest, Trigger trigger);
}
