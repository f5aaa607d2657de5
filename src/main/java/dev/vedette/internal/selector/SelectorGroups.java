package dev.vedette.internal.selector;

import dev.vedette.internal.PollObserver;
import dev.vedette.internal.PollRecorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The groups of observed selectors. Their number is bounded, so that the number of meters is, even if a program gives
 * each of its threads a random name.
 *
 * <p>Listeners run in a thread of their own, because they call code of the program, and the thread that adds a selector
 * is in its first select and holds monitors.
 */
public final class SelectorGroups implements PollObserver {
    public static final SelectorGroups INSTANCE = new SelectorGroups();

    /** So many groups have a name of their own. */
    public static final int MAX_GROUPS = 50;

    /** The name of the group of all other selectors. */
    public static final String OTHER = "other";

    // Guarded by this.
    private final Map<String, SelectorGroup> groups = new LinkedHashMap<>();
    private final List<Consumer<SelectorGroup>> listeners = new ArrayList<>();

    private SelectorGroups() {}

    /**
     * Adds a listener, which is called for each group: now, in this thread, for those that exist, and later for each
     * new one, in another thread. It is called once for each group.
     */
    public void addListener(Consumer<SelectorGroup> listener) {
        List<SelectorGroup> existing;
        synchronized (this) {
            listeners.add(listener);
            existing = List.copyOf(groups.values());
        }
        existing.forEach(listener);
    }

    public synchronized void removeListener(Consumer<SelectorGroup> listener) {
        listeners.remove(listener);
    }

    @Override
    public void opened(PollRecorder recorder) {
        group(recorder).add(recorder);
    }

    @Override
    public void closed(PollRecorder recorder) {
        group(recorder).remove(recorder);
    }

    private synchronized SelectorGroup group(PollRecorder recorder) {
        String name = SelectorName.group(recorder.name());
        if (!groups.containsKey(name) && groups.size() >= MAX_GROUPS) {
            name = OTHER;
        }
        SelectorGroup group = groups.get(name);
        if (group == null) {
            group = new SelectorGroup(name);
            groups.put(name, group);
            announce(group);
        }
        return group;
    }

    /** The listeners are those of this moment: one that is added later finds the group in the map. */
    private void announce(SelectorGroup group) {
        List<Consumer<SelectorGroup>> current = List.copyOf(listeners);
        if (!current.isEmpty()) {
            Thread thread = new Thread(() -> current.forEach(listener -> listener.accept(group)), "vedette-selectors");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
