package dev.vedette.micrometer;

import dev.vedette.Poll;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The table that records which Polls are bound to which registries. All binders share it, because a registry does not
 * tell to which Poll a meter belongs. Without the table, two Polls with the same name would share meters, and these
 * would show only the first Poll.
 */
final class Bindings {
    /** Guarded by the monitor of this class. */
    private static final List<Binding> TABLE = new ArrayList<>();

    private Bindings() {}

    static synchronized void add(PollMetrics binder, Poll poll, Tags tags, MeterRegistry registry) {
        remove(Binding::isOver);
        if (TABLE.stream().noneMatch(binding -> binding.isOf(poll) && binding.registry.refersTo(registry))) {
            String name = nameOf(poll);
            List<Meter.Id> meters = MeterSet.register(poll, name, tags, registry);
            TABLE.add(new Binding(binder, new WeakReference<>(poll), name, new WeakReference<>(registry), meters));
        }
    }

    static synchronized void removeAll(PollMetrics binder) {
        remove(binding -> binding.binder == binder);
    }

    private static void remove(Predicate<Binding> which) {
        for (Iterator<Binding> bindings = TABLE.iterator(); bindings.hasNext(); ) {
            Binding binding = bindings.next();
            if (which.test(binding)) {
                bindings.remove();
                binding.removeMeters();
            }
        }
    }

    private static String nameOf(Poll poll) {
        return TABLE.stream()
                .filter(binding -> binding.isOf(poll))
                .map(Binding::name)
                .findAny()
                .orElseGet(() -> freeName(poll.name()));
    }

    private static String freeName(String name) {
        return Stream.concat(Stream.of(name), IntStream.iterate(2, n -> n + 1).mapToObj(n -> name + "-" + n))
                .filter(candidate -> TABLE.stream().noneMatch(binding -> binding.name.equals(candidate)))
                .findFirst()
                .orElseThrow();
    }

    /** The meters of one Poll in one registry. A binding keeps neither of the two alive. */
    private record Binding(
            PollMetrics binder,
            WeakReference<Poll> poll,
            String name,
            WeakReference<MeterRegistry> registry,
            List<Meter.Id> meters) {

        boolean isOf(Poll candidate) {
            return poll.refersTo(candidate);
        }

        boolean isOver() {
            Poll target = poll.get();
            return target == null || !target.isOpen() || registry.refersTo(null);
        }

        void removeMeters() {
            MeterRegistry from = registry.get();
            if (from != null) {
                meters.forEach(from::remove);
            }
        }
    }
}
