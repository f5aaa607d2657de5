package dev.vedette.micrometer;

import static java.util.Objects.requireNonNull;

import dev.vedette.Poll;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;

/**
 * Binds the {@linkplain PollMeters meters} of a {@link Poll} to registries.
 *
 * <pre>{@code
 * Poll poll = Poll.builder().name("acceptor").open();
 * new PollMetrics(poll).bindTo(registry);
 * }</pre>
 *
 * <p>Binding switches the statistics of the Poll on, permanently. A meter reads them when the registry asks for its
 * value, in the thread of the registry. This does not disturb the thread that polls.
 *
 * <p>Neither a PollMetrics nor the meters keep a Poll alive that the program no longer refers to. The meters of a
 * closed Poll show its statistics up to the time when it was closed. They are removed by {@link #close()}, or the next
 * time any PollMetrics is bound.
 *
 * <p><b>Names:</b> the meters of different Polls are never merged. Each open Poll that has meters has its own value of
 * the tag {@code poll}, which is the same in all registries. The value is the name of the Poll. If another open Poll
 * with meters already has that value, the first free number is appended to the name, as in {@code name-2}. A Poll that
 * replaces a closed one takes over its value, and starts counting at zero.
 *
 * <p><b>Threads:</b> all methods are safe from any thread.
 *
 * @since 0.1
 */
public final class PollMetrics implements MeterBinder, AutoCloseable {
    private final WeakReference<Poll> poll;
    private final Tags tags;

    /**
     * Creates a binder of meters that have the tags {@code poll} and {@code backend}.
     *
     * @param poll the Poll to measure
     * @throws NullPointerException if {@code poll} is null
     */
    public PollMetrics(Poll poll) {
        this(poll, Tags.empty());
    }

    /**
     * Creates a binder of meters that have the tags {@code poll} and {@code backend}, and others.
     *
     * @param poll the Poll to measure
     * @param tags the other tags; those with the keys {@code poll} and {@code backend} are replaced
     * @throws NullPointerException if an argument is null
     */
    public PollMetrics(Poll poll, Iterable<Tag> tags) {
        this.poll = new WeakReference<>(requireNonNull(poll, "poll"));
        this.tags = Tags.of(requireNonNull(tags, "tags"));
    }

    /**
     * Binds the meters to a registry, and switches the statistics of the Poll on.
     *
     * <p>Does nothing if the Poll is already bound to that registry, by this or another PollMetrics, or if the Poll is
     * closed. This method can be called for several registries.
     *
     * @param registry the registry to which the meters are added
     * @throws NullPointerException if {@code registry} is null
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        Poll target = poll.get();
        if (target != null && target.isOpen()) {
            target.enableStatistics();
            Bindings.add(this, target, tags, registry);
        }
    }

    /**
     * Removes the meters that this PollMetrics has bound from every registry. The statistics of the Poll stay on, and
     * the Poll stays open. Does nothing if there are no such meters. The meters can be bound again afterwards.
     */
    @Override
    public void close() {
        Bindings.removeAll(this);
    }
}
