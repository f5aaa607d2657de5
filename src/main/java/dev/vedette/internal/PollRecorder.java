package dev.vedette.internal;

/** Statistics of a poll. */
public final class PollRecorder {
    private volatile boolean statistics;

    public void enableStatistics() {
        statistics = true;
    }

    public boolean hasStatistics() {
        return statistics;
    }

    public Statistics read() {
        return Statistics.NONE;
    }
}
