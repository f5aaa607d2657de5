package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

@Registered(false) // see JfrObserver
@Name("dev.vedette.Poll")
@Label("Poll")
@Description("Time spent in a poll, waiting for events")
@Category({"Vedette", "Wait"})
@Threshold("20 ms")
@StackTrace(false)
final class PollEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Backend")
    @Description("System interface that the Poll uses, or SELECTOR")
    String backend;

    @Label("Timeout")
    @Description("Maximum time to wait")
    @Timespan(Timespan.NANOSECONDS)
    long timeout;

    @Label("Events")
    @Description("Number of events, those of wakers included")
    int events;

    @Label("Woken")
    @Description("If events of wakers are among the events")
    boolean woken;
}
