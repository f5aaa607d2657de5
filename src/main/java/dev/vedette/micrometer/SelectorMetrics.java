package dev.vedette.micrometer;

import static java.util.Objects.requireNonNull;

import dev.vedette.internal.selector.SelectorGroup;
import dev.vedette.internal.selector.SelectorGroups;
import dev.vedette.internal.selector.SelectorWatch;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Binds meters of the JDK's {@linkplain java.nio.channels.Selector selectors} to registries. They show the event loops
 * of servers and clients that were not written for this library, if the JVM was started with its agent:
 *
 * <pre>{@code
 * java -javaagent:vedette.jar ...
 * }</pre>
 *
 * <p>There is a meter {@code vedette.selector.NAME} for each {@code vedette.poll.NAME} of {@link PollMeters}. A select
 * counts as a poll, and a key as an event. A select that returns without a key before its timeout is over counts as a
 * wake-up. Handlers that {@link java.nio.channels.Selector#select(Consumer)} runs count as dispatch.
 *
 * <p><b>Groups:</b> a selector is named after the thread and the class that use it first. Selectors whose names differ
 * only by numbers or UUIDs form a group, and share the meters; each such part is a {@code #} in the value of the tag
 * {@code selector}. There are at most 50 groups, and {@code other} for all further selectors. A meter shows
 *
 * <ul>
 *   <li>the sum of the group, if it is a counter or a timer. It contains the selectors that have been closed.
 *   <li>the longest dispatch of the group, if it is a maximum or a dispatch in progress,
 *   <li>the percentile over all dispatches of the group, and the average of its utilizations.
 * </ul>
 *
 * <p>The gauge {@code vedette.selector.count} shows how many selectors of the group are open.
 *
 * <p>Some programs do not wait in their selectors all the time. The dispatch of a Kafka consumer, for example, is the
 * time that the application takes between two calls of {@code poll}.
 *
 * <p>The meters of a group appear when one of its selectors selects for the first time after meters have been bound. So
 * without the agent there are none. They do not appear either if the library is loaded by another class loader than the
 * agent, as in a bundle or in a web application that contains it; the MXBeans of the agent do not have this limit.
 *
 * <p><b>Threads:</b> all methods are safe from any thread.
 *
 * @since 0.1
 */
public final class SelectorMetrics implements MeterBinder, AutoCloseable {
    /** The tag with the name of the group. */
    static final String SELECTOR = "selector";

    static final String COUNT = "vedette.selector.count";

    private final Tags tags;

    /** Guarded by {@code this}. */
    private final List<Binding> bindings = new ArrayList<>();

    /** Creates a binder of meters that have the tag {@code selector}. */
    public SelectorMetrics() {
        this(Tags.empty());
    }

    /**
     * Creates a binder of meters that have the tag {@code selector}, and others.
     *
     * @param tags the other tags; one with the key {@code selector} is replaced
     * @throws NullPointerException if {@code tags} is null
     */
    public SelectorMetrics(Iterable<Tag> tags) {
        this.tags = Tags.of(requireNonNull(tags, "tags"));
    }

    /** Returns the name that a meter of Polls has for selectors. */
    static String nameOf(String pollMeter) {
        return pollMeter.replace("vedette.poll.", "vedette.selector.");
    }

    /**
     * Binds the meters to a registry, and switches statistics on for all selectors of the JVM, permanently. A select
     * then reads the clock twice. Does nothing if this SelectorMetrics is already bound to that registry.
     *
     * @param registry the registry to which the meters are added
     * @throws NullPointerException if {@code registry} is null
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        Binding binding;
        synchronized (this) {
            bindings.removeIf(Binding::isOver);
            if (bindings.stream().anyMatch(existing -> existing.registry.refersTo(registry))) {
                return;
            }
            binding = new Binding(registry, tags);
            bindings.add(binding);
        }
        SelectorWatch.enableStatistics();
        SelectorGroups.INSTANCE.addListener(binding);
    }

    /**
     * Removes the meters that this SelectorMetrics has bound from every registry. The statistics of the selectors stay
     * on. The meters can be bound again afterwards.
     */
    @Override
    public synchronized void close() {
        bindings.forEach(Binding::close);
        bindings.clear();
    }

    /** The meters in one registry, which this does not keep alive. */
    private static final class Binding implements Consumer<SelectorGroup> {
        final WeakReference<MeterRegistry> registry;
        private final Tags tags;

        /** Null when closed. Guarded by {@code this}. */
        private List<Meter.Id> meters = new ArrayList<>();

        Binding(MeterRegistry registry, Tags tags) {
            this.registry = new WeakReference<>(registry);
            this.tags = tags;
        }

        @Override
        public synchronized void accept(SelectorGroup group) {
            MeterRegistry target = registry.get();
            if (target != null && meters != null) {
                meters.addAll(MeterSet.register(group, tags, target));
            }
        }

        boolean isOver() {
            if (registry.refersTo(null)) {
                SelectorGroups.INSTANCE.removeListener(this);
                return true;
            }
            return false;
        }

        synchronized void close() {
            SelectorGroups.INSTANCE.removeListener(this);
            MeterRegistry target = registry.get();
            if (target != null && meters != null) {
                meters.forEach(target::remove);
            }
            meters = null;
        }
    }
}
