package dev.vedette.internal;

/**
 * What {@link PollRecorder} has counted, all of the same moment; {@code dev.vedette.PollStatistics} says what each is.
 */
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
    /** The share of its time that the loop was busy. */
    public double utilization() {
        long allNs = waitNs + dispatchNs;
        return allNs <= 0 ? 0 : (double) dispatchNs / allNs;
    }
}
