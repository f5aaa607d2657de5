package dev.vedette.internal.selector;

import dev.vedette.PollStatistics;
import dev.vedette.internal.Activity;
import dev.vedette.internal.PollRecorder;
import dev.vedette.internal.StatisticsAccess;
import dev.vedette.internal.Tally;
import java.util.ArrayList;
import java.util.List;

/** The selectors whose names differ only by numbers, and what all of them have done, also those closed since. */
public final class SelectorGroup {
    private final String name;

    // Guarded by this.
    private final List<PollRecorder> open = new ArrayList<>();
    private Activity closed = Activity.NONE;

    SelectorGroup(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Returns the number of selectors that are open. */
    public synchronized int size() {
        return open.size();
    }

    synchronized void add(PollRecorder recorder) {
        open.add(recorder);
    }

    synchronized void remove(PollRecorder recorder) {
        if (open.remove(recorder)) {
            closed = Activity.sum(List.of(closed, recorder.read().total));
        }
    }

    /**
     * Returns the sum of what the selectors have done. The wait or dispatch in progress is the longest one of them, and
     * the utilization the average.
     */
    public synchronized PollStatistics statistics() {
        List<Tally.Reading> readings = open.stream().map(PollRecorder::read).toList();
        return StatisticsAccess.statistics(Tally.Reading.sum(closed, readings), true);
    }
}
