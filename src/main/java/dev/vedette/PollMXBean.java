package dev.vedette;

import java.util.Map;

/**
 * The statistics of a {@link Poll} as an MXBean, for programs that nobody may change.
 *
 * <p>The agent registers one for each open Poll, with the name {@code dev.vedette:type=Poll,name="NAME"}, if it is
 * started with {@code -javaagent:vedette.jar=jmx}. The name is that of the Poll. If there is an open Poll with the same
 * name, the first free number is appended to it, as in {@code "NAME-2"}. The MXBean is unregistered when the Poll is
 * closed. The statistics of the Poll are on from the moment at which it is registered.
 *
 * <p>All methods can be called from any thread, and do not disturb the thread that polls. Times are in seconds. Those
 * of the last minute are as defined by {@link PollStatistics.LastMinute}; percentiles are exact to within 12.5 %.
 *
 * @since 0.1
 */
public interface PollMXBean {
    /** {@return the backend of the Poll, for example {@code EPOLL}} */
    String getBackend();

    /** {@return the number of polls that have returned} */
    long getPolls();

    /** {@return the number of events, including those of wakers} */
    long getEvents();

    /** {@return the number of events of wakers} */
    long getWakeups();

    /** {@return the number of polls that returned no event because their timeout was over or was 0} */
    long getTimeouts();

    /** {@return the total time in polls} */
    double getWaitSeconds();

    /** {@return the number of dispatches that have ended} */
    long getDispatches();

    /** {@return the total time in dispatches} */
    double getDispatchSeconds();

    /** {@return the age of the dispatch in progress, and 0 while the loop is in poll} It grows while a loop hangs. */
    double getDispatchCurrentSeconds();

    /** {@return the median of the dispatches of the last minute} */
    double getDispatchP50Seconds();

    /** {@return the time that 99 % of the dispatches of the last minute did not exceed} */
    double getDispatchP99Seconds();

    /** {@return the time that 99.9 % of the dispatches of the last minute did not exceed} */
    double getDispatchP999Seconds();

    /** {@return the longest dispatch of the last minute} */
    double getDispatchMaxSeconds();

    /** {@return the share of the last minute spent in dispatch, from 0 to 1} The dispatch in progress is included. */
    double getUtilization();

    /** {@return the average number of events that a poll of the last minute returned} */
    double getEventsPerPoll();

    /**
     * {@return the number of dispatches that took at most so many seconds, by this limit} The last limit is
     * {@code +Inf}. A count includes those of all lower limits.
     */
    Map<String, Long> getDispatchBuckets();
}
