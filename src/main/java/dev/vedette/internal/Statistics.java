package dev.vedette.internal;

/** What {@link PollRecorder} has counted, all of the same moment; {@code dev.vedette.PollStatistics} says what each is. */
public record Statistics(
        long polls,
        long events,
        long wakeups,
        long timeouts,
        long waitNs,
        long dispatchNs,
        long lastWaitNs,
        long maxWaitNs,
        long maxDispatchNs,
        int lastEvents) {
    public static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The share of its time that the loop was busy. */
    public double utilization() {
        long allNs = waitNs + dispatchNs;
        return allNs <= 0 ? 0 : (double) dispatchNs / allNs;
    }
}
