package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Registered(false) // see JfrObserver
@Name("dev.vedette.PollStatistics")
@Label("Poll Statistics")
@Description(
        "Activity of an open Poll. Counts and total times begin when its statistics are switched on or a recording enables this event; the other values are for the time since the previous event of this Poll.")
@Category("Vedette")
@Period("1 s")
@StackTrace(false)
final class PollStatisticsEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Polls")
    @Description("Number of polls that have returned")
    long polls;

    @Label("Events")
    @Description("Number of events, those of wakers included")
    long events;

    @Label("Wake-ups")
    @Description("Number of events that were those of wakers")
    long wakeups;

    @Label("Wait Time")
    @Description("Total time spent in polls")
    @Timespan(Timespan.NANOSECONDS)
    long waitTime;

    @Label("Dispatch Time")
    @Description("Total time spent between polls")
    @Timespan(Timespan.NANOSECONDS)
    long dispatchTime;

    @Label("Utilization")
    @Description("Share of time between polls, including that in progress, since the previous event")
    @Percentage
    float utilization;

    @Label("Dispatch P50")
    @Description("Median of the dispatches that ended since the previous event, to within 12.5 %")
    @Timespan(Timespan.NANOSECONDS)
    long dispatchP50;

    @Label("Dispatch P99")
    @Description("Duration that 99 % of the dispatches since the previous event did not exceed, to within 12.5 %")
    @Timespan(Timespan.NANOSECONDS)
    long dispatchP99;

    @Label("Dispatch Max")
    @Description(
            "Longest of the dispatches that ended since the previous event; if a longer one was before, to within 12.5 %")
    @Timespan(Timespan.NANOSECONDS)
    long dispatchMax;

    @Label("Current Dispatch")
    @Description("Age of the dispatch in progress; 0 while the loop is in poll")
    @Timespan(Timespan.NANOSECONDS)
    long currentDispatch;
}
