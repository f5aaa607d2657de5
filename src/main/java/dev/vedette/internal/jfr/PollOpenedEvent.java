package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

@Registered(false) // see JfrObserver
@Name("dev.vedette.PollOpened")
@Label("Poll Opened")
@Description("Opening of a Poll")
@Category("Vedette")
@StackTrace(false)
final class PollOpenedEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Backend")
    @Description("System interface that the Poll uses, or SELECTOR")
    String backend;

    @Label("Reason")
    @Description("Why the Poll uses this backend")
    String reason;
}
