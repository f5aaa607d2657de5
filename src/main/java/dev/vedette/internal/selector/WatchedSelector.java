package dev.vedette.internal.selector;

import dev.vedette.internal.PollBackend;
import dev.vedette.internal.PollRecorder;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Observes one selector. The state is that of the selector, not of a thread, because several threads may select in
 * turn.
 *
 * <p>It does not keep the selector alive. As the action of a select, it tells the recorder when the first handler runs,
 * because that is when the wait ends and the dispatch begins.
 */
final class WatchedSelector extends WeakReference<Selector> implements Consumer<SelectionKey> {
    /** Stands for all selectors that are not observed. */
    static final WatchedSelector IGNORED = new WatchedSelector(null, null, null);

    /** The next one in the same bucket. Written by {@link SelectorTable}, guarded by it. */
    volatile WatchedSelector next;

    final int hash;

    /** {@code null} if this selector is not observed. */
    private final PollRecorder recorder;

    // The following are guarded by the monitor of the selector.

    /** What handles the keys of the select in progress; {@code null} if the program does so afterwards. */
    private Consumer<SelectionKey> action;

    /** When the select in progress began. */
    private long beganNs;

    /** Whether the select in progress has handled no key yet. */
    private boolean waiting;

    private boolean closed;

    WatchedSelector(Selector selector, ReferenceQueue<Selector> collected, PollRecorder recorder) {
        super(selector, collected);
        this.hash = System.identityHashCode(selector);
        this.recorder = recorder;
    }

    boolean isIgnored() {
        return recorder == null;
    }

    PollRecorder recorder() {
        return recorder;
    }

    void enableStatistics() {
        if (recorder != null) {
            recorder.enableStatistics();
        }
    }

    /** A select begins. Returns the action to give to the JDK instead of that of the program. */
    Consumer<SelectionKey> begins(Consumer<SelectionKey> programsAction, long timeoutMs) {
        if (timeoutMs > 0) {
            beganNs = System.nanoTime();
        }
        if (recorder.isOn()) {
            recorder.pollBegins();
        }
        action = programsAction;
        waiting = true;
        return programsAction == null ? null : this;
    }

    @Override
    public void accept(SelectionKey key) {
        if (waiting) {
            waiting = false;
            recorder.waitEnds();
        }
        action.accept(key);
    }

    /** A select returns. Not called for one that fails. */
    void ends(int keys, long timeoutMs) {
        action = null;
        if (!recorder.isOn() || closed) {
            return;
        }
        boolean timedOut = keys == 0 && isOver(timeoutMs);
        int wakeups = keys == 0 && !timedOut ? 1 : 0;
        if (waiting) {
            recorder.pollEnds(timeoutNs(timeoutMs), keys, null, wakeups, timedOut);
        } else {
            recorder.pollReturns(timeoutNs(timeoutMs), keys, wakeups, timedOut);
        }
    }

    private boolean isOver(long timeoutMs) {
        return timeoutMs == 0
                || (timeoutMs > 0 && System.nanoTime() - beganNs >= TimeUnit.MILLISECONDS.toNanos(timeoutMs));
    }

    private static long timeoutNs(long timeoutMs) {
        return timeoutMs < 0 ? PollBackend.FOREVER : TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /** The selector is closed, possibly by a handler of its own select, or collected. */
    void closed() {
        closed = true;
        if (recorder != null) {
            recorder.closed();
        }
    }
}
