package dev.vedette;

/**
 * The statistics of a group of the JDK's selectors as an MXBean.
 *
 * <p>The agent registers one for each group, with the name {@code dev.vedette:type=Selector,name="GROUP"}, if it is
 * started with {@code -javaagent:vedette.jar=selectors,jmx}. A group consists of the selectors whose names differ only
 * by numbers; the {@code #} stands for these. There are at most 50 groups, and {@code other} for the selectors of all
 * others. An MXBean stays when the selectors of its group are closed.
 *
 * <p>A select counts as a poll, and a key as an event. A select that returns without a key before its timeout is over
 * counts as a wake-up. Counts and totals are the sums of all selectors of the group, also of those closed since.
 * {@link #getUtilization} is the average of those that are open, {@link #getDispatchCurrentSeconds} the longest
 * dispatch in progress, and the percentiles are those of all their dispatches together.
 *
 * <p>A program that selects only when it has the time, like a Kafka consumer, is in dispatch from one select to the
 * next. Its dispatches are then the times between these.
 *
 * @since 0.1
 */
public interface SelectorMXBean extends PollMXBean {
    /** {@return the number of selectors of the group that are open} */
    int getSelectors();
}
