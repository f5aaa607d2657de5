package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

@Registered(false) // see JfrObserver
@Name("dev.vedette.Registration")
@Label("Registration")
@Description("Change of what a Poll watches")
@Category("Vedette")
@Enabled(false)
@StackTrace(false)
final class RegistrationEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Operation")
    @Description("What was done: register, registerExclusive, reregister, deregister or close")
    String operation;

    @Label("Token")
    @Description("Token that the program gave to the source; 0 when it is deregistered or closed")
    long token;

    @Label("Source")
    @Description("Channel or descriptor")
    String source;

    @Label("Interest")
    @Description("Readiness that the program is interested in")
    String interest;

    @Label("Trigger")
    @Description("When readiness is reported: LEVEL, EDGE or ONESHOT")
    String trigger;
}
