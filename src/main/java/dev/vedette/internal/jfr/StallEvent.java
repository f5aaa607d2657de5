package dev.vedette.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Registered(false) // see JfrObserver
@Name("dev.vedette.Stall")
@Label("Stall")
@Description(
        "Dispatch that has lasted a second or more and has not ended, with what its thread is doing. Repeated when it is 2, 4, 8 seconds old, and so on.")
@Category("Vedette")
@Period("1 s")
@StackTrace(false)
final class StallEvent extends Event {
    @Label("Poll Name")
    @Description("Name of the Poll, as given to its builder, or of the selector")
    String name;

    @Label("Thread")
    @Description("Thread that returned from the last poll; null for a virtual thread that has emitted no event itself")
    Thread thread;

    @Label("Age")
    @Description("Time since the return of the last poll")
    @Timespan(Timespan.NANOSECONDS)
    long age;

    @Label("Thread State")
    @Description("State of the thread, as java.lang.Thread.State names it")
    String state;

    @Label("Stack")
    @Description("Frames of the thread, innermost first, one in each line")
    String stack;

    @Label("Lock")
    @Description("Lock or other object that the thread waits for; null if none is known")
    String lock;

    @Label("Lock Owner")
    @Description("Name of the thread that holds the lock; null if none is known")
    String owner;
}
