package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Registered(false) // see JfrObserver
@Name("dev.vedette.Wakeup")
@Label("Wake-up")
@Description("Time from the wake of a waker to the return of the poll with its event")
@Category({"Vedette", "Wakeup"})
@Enabled(false)
@Threshold("0 ns")
@StackTrace(false)
final class WakeupEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Token")
    @Description("Token of the waker")
    long token;
}
