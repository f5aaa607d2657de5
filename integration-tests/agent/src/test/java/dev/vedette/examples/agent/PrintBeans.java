package dev.vedette.examples.agent;

import dev.vedette.Backend;
import dev.vedette.Events;
import dev.vedette.Poll;
import java.lang.management.ManagementFactory;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Uses a selector and a Poll on a selector, and prints the MXBeans of both. The agent must have the option jmx. */
public final class PrintBeans {
    private static final int BEANS = 2;

    private PrintBeans() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try (Selector selector = Selector.open();
                Poll poll = Poll.builder().name("own").backend(Backend.NIO).open()) {
            poll.poll(Events.withCapacity(1), Duration.ofMillis(1));
            selector.selectNow();
            Set<ObjectName> names;
            do { // another thread registers that of the selector
                Thread.sleep(10);
                names = server.queryNames(new ObjectName("dev.vedette:*"), null);
            } while (names.size() < BEANS);
            for (ObjectName name : new TreeSet<>(names)) {
                System.out.println(name + " has " + server.getAttribute(name, "Polls") + " poll");
            }
        }
    }
}
