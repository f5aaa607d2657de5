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
 * <p>Binding switches the statistics of the Poll on; they stay on. What a meter shows is asked of the Poll when the
 * registry wants it, by the thread of the registry, and does not disturb the thread that polls.
 *
 * <p>Neither this nor the meters keep a Poll alive that the program has let go of. The meters of a closed Poll show
 * what it had done by then. They are removed by {@link #close()}, or when any PollMetrics is next bound.
 *
 * <p><b>Names:</b> meters of different Polls are never merged. Each open Poll that has meters has a value of the tag
 * {@code poll} of its own, the same in every registry: its name, or if another open Poll with meters has that already
 * its name with the first number that is free, {@code name-2} and so on. A Poll that replaces a closed one inherits its
 * name, and starts counting at zero.
 *
 * <p><b>Threads:</b> all methods are safe from any thread.
 */
public final class PollMetrics implements MeterBinder, AutoCloseable {
    private final WeakReference<Poll> poll;
    private final Tags tags;

    /**
     * Makes a binder of meters that have the tags {@code poll} and {@code backend}.
     *
     * @param poll whose meters
     * @throws NullPointerException if {@code poll} is null
     */
    public PollMetrics(Poll poll) {
        this(poll, Tags.empty());
    }

    /**
     * Makes a binder of meters that have the tags {@code poll} and {@code backend}, and more.
     *
     * @param poll whose meters
     * @param tags what else to tag them with; {@code poll} and {@code backend} among them are overruled
     * @throws NullPointerException if an argument is null
     */
    public PollMetrics(Poll poll, Iterable<Tag> tags) {
        this.poll = new WeakReference<>(requireNonNull(poll, "poll"));
        this.tags = Tags.of(requireNonNull(tags, "tags"));
    }

    /**
     * Binds the meters, and switches the statistics of the Poll on.
     *
     * <p>Does nothing if the Poll is bound to that registry already, by whichever PollMetrics, or if it is closed. May
     * be called for several registries.
     *
     * @param registry where to
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
     * Removes the meters that this has bound, from every registry. The statistics of the Poll stay on, and the Poll
     * open. Does nothing if there are none. This can be bound again.
     */
    @Override
    public void close() {
        Bindings.removeAll(this);
    }
}
