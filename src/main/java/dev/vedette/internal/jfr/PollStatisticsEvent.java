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
        "What an open Poll has done since its statistics were switched on, or since the recording began to want them")
@Category("Vedette")
@Period("1 s")
@StackTrace(false)
final class PollStatisticsEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder")
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
    @Description("Share of dispatch time in dispatch and wait time")
    @Percentage
    float utilization;
}
