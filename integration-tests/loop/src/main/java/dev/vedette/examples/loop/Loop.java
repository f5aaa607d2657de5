package dev.vedette.examples.loop;

import dev.vedette.Event;
import dev.vedette.Events;
import dev.vedette.Poll;
import dev.vedette.Registry;
import dev.vedette.Waker;
import dev.vedette.examples.loop.Deadlines.Deadline;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An event loop: a thread that waits in a {@link Poll} and serves handlers, tasks and deadlines.
 *
 * <p>{@link #execute} and {@link #shutdown} are for any thread, all other methods for the thread of the loop.
 */
public final class Loop implements Runnable, Executor {
    private static final Logger LOG = System.getLogger(Loop.class.getName());
    private static final long WAKER_TOKEN = -1;
    private static final int EVENTS_PER_TURN = 256;

    /** After so many tasks the handlers have their turn, even if there are more. */
    private static final int TASKS_PER_TURN = 256;

    private final Poll poll;
    private final Waker waker;
    private final Events events = Events.withCapacity(EVENTS_PER_TURN);
    private final Slots slots = new Slots();
    private final Deadlines deadlines = new Deadlines();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private boolean shuttingDown;
    private boolean outOfTime;

    /** Whether no task is accepted any more. Set before the tasks are run for the last time. */
    private volatile boolean ended;

    /** Opens the Poll of a loop, which must then be run exactly once. */
    public Loop(String name) throws IOException {
        poll = Poll.builder().name(name).open();
        waker = poll.registry().waker(WAKER_TOKEN);
    }

    public Poll poll() {
        return poll;
    }

    public Registry registry() {
        return poll.registry();
    }

    // ---- tasks and shutdown, for any thread

    /**
     * Lets the thread of the loop run a task.
     *
     * @throws RejectedExecutionException if the loop has ended and will not run the task
     */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        waker.wake();
        // If this reads false, the task was added before the loop runs the tasks for the last time.
        if (ended && tasks.remove(task)) {
            throw new RejectedExecutionException("loop '" + poll.name() + "' has ended");
        }
    }

    /** Ends the loop when all handlers have closed themselves, or else after a time. Does nothing if it has ended. */
    public void shutdown(Duration limit) {
        try {
            execute(() -> beginShutdown(limit));
        } catch (RejectedExecutionException e) {
            // it has ended
        }
    }

    // ---- handlers and deadlines

    /** Adds a handler and opens it. If that fails, the handler is closed. */
    public void open(Handler handler) {
        long token = slots.add(handler);
        resume(token, () -> handler.open(token));
        if (shuttingDown) {
            resume(token, handler::onShutdown);
        }
    }

    /** Closes a handler. Does nothing if it has been closed before. */
    public void close(long token) {
        Handler handler = slots.remove(token);
        if (handler != null) {
            try {
                handler.close();
            } catch (Throwable e) { // the loop is not the handler's
                LOG.log(Level.WARNING, "failed to close " + handler, e);
            }
        }
    }

    /** Like {@link Runnable}, but may throw. */
    public interface Action {
        void run() throws IOException;
    }

    /**
     * Runs an action of a handler, for example when an executor has finished or a deadline has passed. Does nothing if
     * the handler has been closed.
     */
    public void resume(long token, Action action) {
        if (slots.get(token) != null) {
            try {
                action.run();
            } catch (Throwable e) {
                failed(token, e);
            }
        }
    }

    /** The loop is not the handler's: an Error ends the handler too, and nothing else. */
    private void failed(long token, Throwable failure) {
        close(token);
        Level level = failure instanceof IOException ? Level.DEBUG : Level.ERROR; // peers may vanish at any time
        LOG.log(level, "a handler failed and was closed", failure);
    }

    /** Returns a new deadline, for which {@link #schedule} sets a time. */
    public Deadline deadline(Runnable task) {
        return new Deadline(task);
    }

    /** Sets the time of a deadline anew. */
    public void schedule(Deadline deadline, Duration delay) {
        deadlines.set(deadline, System.nanoTime() + TimeUnit.NANOSECONDS.convert(delay));
    }

    public void cancel(Deadline deadline) {
        deadlines.cancel(deadline);
    }

    // ---- the loop

    @Override
    public void run() {
        try {
            while (!(shuttingDown && slots.isEmpty()
                    || outOfTime
                    || Thread.currentThread().isInterrupted())) {
                turn();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "loop '" + poll.name() + "' failed", e);
        } finally {
            end();
        }
    }

    private void turn() throws IOException {
        long timeoutNs = tasks.isEmpty() ? deadlines.remainingNs(System.nanoTime()) : 0;
        poll.poll(events, timeoutNs, TimeUnit.NANOSECONDS);
        for (Event event : events) {
            long token = event.token();
            Handler handler = token == WAKER_TOKEN ? null : slots.get(token);
            if (handler != null) { // null as well if another handler has closed it in this turn
                try {
                    handler.onReady(event);
                } catch (Throwable e) {
                    failed(token, e);
                }
            }
        }
        long nowNs = System.nanoTime();
        for (Runnable task = deadlines.takePassed(nowNs); task != null; task = deadlines.takePassed(nowNs)) {
            runTask(task);
        }
        runTasks(TASKS_PER_TURN);
    }

    private void runTasks(int most) {
        Runnable task;
        for (int i = 0; i < most && (task = tasks.poll()) != null; i++) {
            runTask(task);
        }
    }

    private static void runTask(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // the loop is not the task's
            LOG.log(Level.ERROR, "a task failed", e);
        }
    }

    private void beginShutdown(Duration limit) {
        if (!shuttingDown) {
            shuttingDown = true;
            schedule(deadline(() -> outOfTime = true), limit);
            for (long token : slots.tokens()) {
                resume(token, () -> slots.get(token).onShutdown());
            }
        }
    }

    private void end() {
        slots.tokens().forEach(this::close);
        ended = true;
        runTasks(Integer.MAX_VALUE);
        slots.tokens().forEach(this::close); // those that a task has opened
        try {
            poll.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "failed to close " + poll, e);
        }
    }
}
