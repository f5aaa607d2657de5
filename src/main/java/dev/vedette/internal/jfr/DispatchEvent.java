package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Registered(false) // see JfrObserver
@Name("dev.vedette.Dispatch")
@Label("Dispatch")
@Description(
        "Time from the return of a poll to the start of the next, in which the program handles events. A long one is a stall of the event loop.")
@Category({"Vedette", "Dispatch"})
@Threshold("20 ms")
@StackTrace(false)
final class DispatchEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Events")
    @Description("Number of events that the previous poll returned")
    int events;
}
