package dev.vedette.internal;

import dev.vedette.Interest;
import dev.vedette.Trigger;

/**
 * Is told what happens in one Poll. It may want to know more or less of it at any time.
 *
 * <p>The polling thread calls {@code pollBegins}, {@code waitEnds} and {@code pollReturns}. Any thread calls the other
 * methods.
 */
public interface PollTracer {
    /** Returns whether polls are to be counted even if the program has not switched statistics on. */
    boolean wantsStatistics();

    /** A poll begins. This ends the dispatch that followed the previous poll. */
    void pollBegins();

    /** The wait of a poll ends, and a dispatch begins. */
    void waitEnds();

    /** A poll returns. Follows {@link #waitEnds}, but not in a poll that fails. */
    void pollReturns(long timeoutNs, int events, boolean woken);

    /** A waker is woken. Returns null if this wake is not traced. */
    WakeTrace wakeBegins();

    /**
     * A registration was made, changed or ended.
     *
     * @param source a channel or a text; converted to a string only if somebody wants to know
     * @param interest {@code null} if there is none
     * @param trigger null if there is none
     */
    void registration(String operation, Object source, long token, Interest interest, Trigger trigger);
}
