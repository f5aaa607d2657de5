package dev.vedette.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a Poll that the program has let go of without closing it, when the next Poll is opened. So a program that
 * forgets one Poll after another does not run out of descriptors.
 *
 * <p>A {@link java.lang.ref.Cleaner} would not wait for the next Poll. But it would start a thread in every program
 * that opens a Poll, for a case that a correct program never meets.
 */
public final class UnclosedPoll extends PhantomReference<Object> {
    private static final ReferenceQueue<Object> FORGOTTEN = new ReferenceQueue<>();

    /** Keeps the references themselves alive. */
    private static final Set<UnclosedPoll> OPEN = ConcurrentHashMap.newKeySet();

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    /**
     * Is told of every Poll that is open; {@code null} if nobody is. Set before {@code OPEN} is iterated, and read
     * after it has changed.
     */
    private static volatile PollObserver observer;

    private final PollCore core;
    private final PollRecorder recorder;

    /**
     * @param core does not refer to the Poll
     * @param recorder that of the Poll
     */
    public UnclosedPoll(Object poll, PollCore core, PollRecorder recorder) {
        super(poll, FORGOTTEN);
        this.core = core;
        this.recorder = recorder;
        OPEN.add(this);
        if (observer != null) {
            observer.opened(recorder);
        }
    }

    /**
     * Has an observer told of all Polls, also of those that are open already. It may be told of a Poll twice, and that
     * a Poll closes of which it does not know.
     */
    public static void observe(PollObserver newObserver) {
        observer = newObserver;
        for (UnclosedPoll open : OPEN) {
            newObserver.opened(open.recorder);
            if (!OPEN.contains(open)) {
                newObserver.closed(open.recorder); // closed meanwhile
            }
        }
    }

    /** The program has closed it. */
    public void closed() {
        remove();
        clear();
    }

    private void remove() {
        OPEN.remove(this);
        if (observer != null) {
            observer.closed(recorder);
        }
    }

    /** Closes what the collector has found since the last call. */
    public static void closeForgotten() {
        for (Reference<?> found = FORGOTTEN.poll(); found != null; found = FORGOTTEN.poll()) {
            ((UnclosedPoll) found).close();
        }
    }

    private void close() {
        remove();
        Exception failure = null;
        try {
            core.close();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        if (!WARNED.getAndSet(true)) {
            System.getLogger("dev.vedette.Poll")
                    .log(
                            Level.WARNING,
                            "Poll '" + recorder.name()
                                    + "' was not closed by the program, which does not refer to it any more."
                                    + " It is closed now. Further Polls of this kind are closed without a warning.",
                            failure);
        }
    }
}
