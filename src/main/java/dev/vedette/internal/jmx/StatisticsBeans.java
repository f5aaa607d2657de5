package dev.vedette.internal.jmx;

import dev.vedette.PollMXBean;
import dev.vedette.SelectorMXBean;
import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.StatisticsAccess;
import dev.vedette.internal.UnclosedPoll;
import dev.vedette.internal.selector.SelectorGroup;
import dev.vedette.internal.selector.SelectorGroups;
import dev.vedette.internal.selector.SelectorWatch;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Registers the MXBeans: one for each Poll while it is open, and one for each group of selectors. */
public final class StatisticsBeans implements PollObserver {
    private static StatisticsBeans registered;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    /** The MXBeans of Polls. Guarded by {@code this}. */
    private final Map<PollRecorder, ObjectName> polls = new HashMap<>();

    private StatisticsBeans() {}

    /** Registers the MXBeans, from now on. Does nothing when called again. */
    public static synchronized void register() {
        if (registered == null) {
            registered = new StatisticsBeans();
            UnclosedPoll.observe(registered);
            SelectorWatch.enableStatistics();
            SelectorGroups.INSTANCE.addListener(registered::add);
        }
    }

    @Override
    public synchronized void opened(PollRecorder recorder) {
        if (!polls.containsKey(recorder)) {
            recorder.enableStatistics();
            StatisticsBean bean = new StatisticsBean(
                    recorder.backend(), () -> 0, () -> StatisticsAccess.statistics(recorder.read(), true));
            polls.put(recorder, register("Poll", recorder.name(), bean, PollMXBean.class));
        }
    }

    @Override
    public synchronized void closed(PollRecorder recorder) {
        ObjectName name = polls.remove(recorder);
        if (name != null) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                // the program has unregistered it
            }
        }
    }

    private void add(SelectorGroup group) {
        StatisticsBean bean = new StatisticsBean(SelectorWatch.BACKEND, group::size, group::statistics);
        register("Selector", group.name(), bean, SelectorMXBean.class);
    }

    /** Returns the name under which the bean is registered, the first that is free; {@code null} if it is refused. */
    private <T> ObjectName register(String type, String name, T bean, Class<T> view) {
        for (int number = 1; ; number++) {
            String candidate = number == 1 ? name : name + "-" + number;
            try {
                ObjectName objectName =
                        new ObjectName("dev.vedette:type=" + type + ",name=" + ObjectName.quote(candidate));
                server.registerMBean(new StandardMBean(bean, view, true), objectName);
                return objectName;
            } catch (InstanceAlreadyExistsException e) {
                // the next number may be free
            } catch (JMException | RuntimeException e) {
                System.getLogger("dev.vedette.jmx").log(Level.WARNING, "There is no MXBean for '" + name + "'.", e);
                return null;
            }
        }
    }
}
