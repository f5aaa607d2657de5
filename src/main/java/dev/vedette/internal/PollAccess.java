package dev.vedette.internal;

import dev.vedette.Poll;

/** What other packages of this module may do with a {@link Poll} and programs may not. */
public abstract class PollAccess {
    private static volatile PollAccess instance;

    /** Set by {@link Poll} when it is loaded, so before anyone has a Poll. */
    public static void install(PollAccess access) {
        instance = access;
    }

    /** Switches the statistics of a Poll on, for good. From any thread; does nothing if they are on or it is closed. */
    public static void enableStatistics(Poll poll) {
        instance.enable(poll);
    }

    protected abstract void enable(Poll poll);
}
