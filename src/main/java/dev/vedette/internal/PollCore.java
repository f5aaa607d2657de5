package dev.vedette.internal;

import static java.util.Objects.requireNonNull;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.List;

/**
 * A poll on any backend: deadlines, wakes, interrupts, closing, and the checks that are the same everywhere.
 *
 * <p><b>Release.</b> The backend is released when the Poll is closed and no thread uses it. Assumptions:
 *
 * <ol>
 *   <li>An {@link Error} can come out of any call, above all a {@link StackOverflowError}, and then also out of the
 *       call that was to clean up. A field can be written and a monitor left without a call. A compare-and-set fails
 *       before it has changed anything, or not at all.
 *   <li>The three kinds of use of the backend are apart: a poll, with {@code polling} set; a change of registrations,
 *       in the monitor {@code registering}; a wake-up, in the monitor {@code waking}.
 * </ol>
 *
 * Guarantees:
 *
 * <ol>
 *   <li>Whatever a use throws, it is over afterwards: its last step is to write {@code polling} or to leave a monitor.
 *       Nothing is counted and no {@link java.util.concurrent.locks.Lock} is held, since both need a call to end.
 *   <li>No use begins once the backend is released, and it is not released during one. A use announces itself first and
 *       then looks at {@code closed}; {@link #close} sets {@code closed} first, then waits for {@code polling} to be 0,
 *       and releases the backend in both monitors. A wake-up looks at {@code released} instead, because a closed Poll
 *       still has to wake the thread that polls.
 *   <li>A close that fails with an Error can be repeated, and goes on where it was. The thread that leaves poll
 *       notifies the one that closes; that is a call and may fail, so the latter also looks again from time to time.
 * </ol>
 *
 * <p>Locks, in the order in which they nest: {@code registering}, {@code waking}; {@code leaving} alone.
 */
public final class PollCore {
    private static final VarHandle POLLING;

    static {
        try {
            POLLING = MethodHandles.lookup().findVarHandle(PollCore.class, "polling", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** So many nested calls take more stack than closing a backend does; compiled, each takes at least 16 bytes. */
    private static final int STACK_OF_CLOSE = 500;

    /** How long a close waits at most before it looks again whether the poll has ended. */
    private static final long CLOSE_INTERVAL_MS = 10;

    private final PollBackend backend;
    private final long busyPollNs;

    /** A property of the backend, cached. */
    private final boolean seesChangesWhileWaiting;

    /** {@code null} if the backend waits interruptibly by itself. */
    private final InterruptibleWait interruptibleWait;

    private final WakeQueue wakes = new WakeQueue();
    private final PollRecorder recorder;

    /** 1 while a thread is in poll, else 0. */
    private volatile int polling;

    private volatile boolean closed;

    /** Whether the backend has been released. Written in both of the following monitors. */
    private volatile boolean released;

    /** Whether the recorder knows that it is closed. Guarded by {@code registering}. */
    private boolean recordedClose;

    /** Held during a change of registrations, and by the thread that closes. */
    private final Object registering = new Object();

    /** Held during a wake-up of the backend. */
    private final Object waking = new Object();

    /** Notified when a thread leaves the poll of a closed Poll. */
    private final Object leaving = new Object();

    /** Whether the next poll takes wakes before events. Changes when a poll is full. Used by the polling thread. */
    private boolean wakesFirst;

    public PollCore(PollRecorder recorder, PollBackend backend, long busyPollNs) {
        this.recorder = recorder;
        this.backend = backend;
        this.busyPollNs = busyPollNs;
        this.seesChangesWhileWaiting = backend.seesChangesWhileWaiting();
        this.interruptibleWait = backend.waitsInterruptibly() ? null : new InterruptibleWait(this);
    }

    // ---- polling

    /** Fills the list with what is ready, waiting for it at most for the timeout. */
    public void poll(ReadyList ready, long timeoutNs) throws IOException {
        if (!POLLING.compareAndSet(this, 0, 1)) {
            requireOpen();
            throw new IllegalStateException("another thread is in poll of Poll '" + recorder.name()
                    + "'; one thread at a time may poll, others wake it with a Waker");
        }
        try {
            ready.clear();
            if (!closed) {
                pollRecorded(ready, timeoutNs);
            }
        } finally {
            polling = 0;
            if (closed) {
                synchronized (leaving) {
                    leaving.notifyAll();
                }
            }
        }
        if (closed) {
            ready.clear();
            throw closedException();
        }
    }

    private void pollRecorded(ReadyList ready, long timeoutNs) throws IOException {
        wakes.unpark(); // for a poll that failed and could not
        if (recorder.isOn()) {
            wakes.takeDelivered(); // of polls that failed or were not on record
            wakes.takeTraces();
            recorder.pollBegins();
        }
        boolean timedOut = pollUntilDeadline(ready, timeoutNs);
        if (recorder.isOn() && !closed) {
            recorder.pollEnds(timeoutNs, ready.size(), wakes.takeTraces(), wakes.takeDelivered(), timedOut);
        }
    }

    /** {@code true} if the timeout ended before anything happened. */
    private boolean pollUntilDeadline(ReadyList ready, long timeoutNs) throws IOException {
        boolean clocked = timeoutNs > 0 && (timeoutNs < PollBackend.FOREVER || busyPollNs > 0);
        long startNs = clocked ? System.nanoTime() : 0;
        long elapsedNs = 0;
        do {
            pollOnce(ready, elapsedNs < busyPollNs ? 0 : timeoutNs - elapsedNs);
            if (!ready.isEmpty() || Thread.currentThread().isInterrupted() || closed) {
                return false;
            }
            if (clocked) {
                elapsedNs = System.nanoTime() - startNs;
            }
        } while (elapsedNs < timeoutNs);
        return true;
    }

    /** Makes one system call and takes the wakes. */
    private void pollOnce(ReadyList ready, long timeoutNs) throws IOException {
        boolean delivered = wakesFirst && wakes.deliver(ready);
        if (!ready.isFull()) {
            waitOrLook(ready, timeoutNs);
        }
        if (!delivered) {
            wakes.deliver(ready);
        }
        if (ready.isFull()) {
            wakesFirst = !wakesFirst;
        }
    }

    private void waitOrLook(ReadyList ready, long timeoutNs) throws IOException {
        if (timeoutNs > 0 && ready.isEmpty() && wakes.park()) {
            try {
                sleep(ready, timeoutNs);
            } finally {
                wakes.unpark();
            }
        } else {
            backend.select(ready, 0);
        }
    }

    private void sleep(ReadyList ready, long timeoutNs) throws IOException {
        if (interruptibleWait == null) {
            backend.select(ready, timeoutNs);
            return;
        }
        try {
            interruptibleWait.beginWait();
            backend.select(ready, timeoutNs);
        } finally {
            interruptibleWait.endWait();
        }
    }

    // ---- waking

    public WakeQueue.Entry wakeEntry(long token) {
        requireOpen();
        return new WakeQueue.Entry(token);
    }

    /**
     * Makes the poll return with an event of this entry. Does nothing once closed.
     *
     * @throws UncheckedIOException if the system refuses; the next wake tries again
     */
    public void wake(WakeQueue.Entry entry) {
        if (!closed && wakes.offer(entry, recorder.wakeBegins())) {
            boolean woken = false;
            try {
                wakeBackend();
                woken = true;
            } catch (IOException e) {
                throw new UncheckedIOException("Poll '" + recorder.name() + "' cannot be woken", e);
            } finally {
                if (!woken) {
                    wakes.owed = true;
                }
            }
        }
    }

    private void wakeBackend() throws IOException {
        synchronized (waking) {
            if (!released) {
                backend.wakeup();
            }
        }
    }

    /** For a thread that interrupts, which must not get the failure, and for one that closes, which tries again. */
    void wakeQuietly() {
        try {
            wakeBackend();
        } catch (IOException e) {
            // the poll goes on waiting
        }
    }

    // ---- registering

    public boolean supports(Trigger trigger) {
        return backend.supports(trigger);
    }

    public boolean supportsExclusive() {
        return backend.supportsExclusive();
    }

    public void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        requireOpen();
        check(channel, interest);
        synchronized (registering) {
            requireOpen();
            backend.register(channel, token, interest, trigger);
        }
        recorder.registration("register", channel, token, interest, trigger);
        announceChange();
    }

    public void registerExclusive(SelectableChannel channel, long token, Interest interest) throws IOException {
        checkExclusive(interest);
        check(channel, interest);
        synchronized (registering) {
            requireOpen();
            backend.registerExclusive(channel, token, interest);
        }
        recorder.registration("registerExclusive", channel, token, interest, Trigger.LEVEL);
        announceChange();
    }

    public void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger)
            throws IOException {
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        requireOpen();
        check(channel, interest);
        synchronized (registering) {
            requireOpen();
            backend.reregister(channel, token, interest, trigger);
        }
        recorder.registration("reregister", channel, token, interest, trigger);
        announceChange();
    }

    public void deregister(SelectableChannel channel) throws IOException {
        requireOpen();
        checkOpen(channel);
        synchronized (registering) {
            requireOpen();
            backend.deregister(channel);
        }
        recorder.registration("deregister", channel, 0, null, null);
        announceChange();
    }

    public void close(SelectableChannel channel) throws IOException {
        synchronized (registering) {
            requireOpen();
            backend.beforeClose(channel);
        }
        try {
            channel.close(); // takes as long as it likes: the channel may linger
        } finally {
            synchronized (registering) {
                if (!released) {
                    backend.afterClose(channel);
                }
            }
        }
        recorder.registration("close", channel, 0, null, null);
    }

    public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        requireOpen();
        synchronized (registering) {
            requireOpen();
            backend.register(fd, token, interest, trigger);
        }
        recorder.registration("register", fd, token, interest, trigger);
        announceChange();
    }

    public void registerExclusive(int fd, long token, Interest interest) throws IOException {
        checkExclusive(interest);
        synchronized (registering) {
            requireOpen();
            backend.registerExclusive(fd, token, interest);
        }
        recorder.registration("registerExclusive", fd, token, interest, Trigger.LEVEL);
        announceChange();
    }

    public void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        requireOpen();
        synchronized (registering) {
            requireOpen();
            backend.reregister(fd, token, interest, trigger);
        }
        recorder.registration("reregister", fd, token, interest, trigger);
        announceChange();
    }

    public void deregister(int fd) throws IOException {
        requireOpen();
        synchronized (registering) {
            requireOpen();
            backend.deregister(fd);
        }
        recorder.registration("deregister", fd, 0, null, null);
        announceChange();
    }

    private void announceChange() throws IOException {
        if (!seesChangesWhileWaiting && wakes.nudge()) {
            boolean woken = false;
            try {
                wakeBackend();
                woken = true;
            } finally {
                if (!woken) {
                    wakes.owed = true;
                }
            }
        }
    }

    /** The Poll must be open, and epoll must allow the interest for an exclusive registration. */
    public void checkExclusive(Interest interest) {
        requireNonNull(interest, "interest");
        requireOpen();
        Interest rest = interest.minus(Interest.READABLE).minus(Interest.WRITABLE);
        if (interest == Interest.NONE || rest != Interest.NONE) {
            throw new IllegalArgumentException(
                    "an exclusive registration is for READABLE, WRITABLE or both, not for " + interest);
        }
    }

    private static void check(SelectableChannel channel, Interest interest) throws ClosedChannelException {
        int validOps = channel.validOps();
        Interest possible = interest;
        if ((validOps & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) == 0) {
            possible = possible.minus(Interest.WRITABLE);
        }
        if ((validOps & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) == 0) {
            possible = possible.minus(Interest.READABLE).minus(Interest.PRIORITY);
        }
        if ((validOps & SelectionKey.OP_READ) == 0) {
            possible = possible.minus(Interest.READ_CLOSED);
        }
        if (possible != interest) {
            throw new IllegalArgumentException(
                    channel + " can never be " + interest.minus(possible) + "; remove this from the interest");
        }
        checkOpen(channel);
        if (channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }

    private static void checkOpen(SelectableChannel channel) throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** The registrations, a line each, for people to read. */
    public String describe() throws IOException {
        List<String> registrations;
        requireOpen();
        synchronized (registering) {
            requireOpen();
            registrations = backend.describe();
        }
        return "Poll '" + recorder.name() + "', " + recorder.backend() + ", "
                + (polling == 0 ? "no thread" : "a thread") + " in poll, "
                + (registrations.size() == 1 ? "1 registration" : registrations.size() + " registrations")
                + (registrations.isEmpty() ? "" : ":\n" + String.join("\n", registrations));
    }

    // ---- closing

    public boolean isOpen() {
        return !closed;
    }

    public void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private RuntimeException closedException() {
        return Refusals.closed(recorder.name());
    }

    /** Returns when no thread is inside any more and the backend is released. */
    public void close() throws IOException {
        touchStack(STACK_OF_CLOSE);
        closed = true;
        endPoll();
        synchronized (registering) {
            IOException failure = released ? null : release();
            if (!recordedClose) {
                recorder.closed();
                recordedClose = true;
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Fails if there is less stack than these calls take, so that a close fails before its first step if at all. */
    private static int touchStack(int calls) {
        return calls == 0 ? 0 : 1 + touchStack(calls - 1);
    }

    /** Returns when no thread is in poll, and none gets in from now on. */
    private void endPoll() {
        boolean interrupted = false;
        while (polling != 0) {
            wakeQuietly();
            try {
                synchronized (leaving) {
                    if (polling != 0) {
                        leaving.wait(CLOSE_INTERVAL_MS);
                    }
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A backend that reports an error is released nevertheless. */
    private IOException release() {
        IOException failure = null;
        synchronized (waking) {
            try {
                backend.close();
            } catch (IOException e) {
                failure = e;
            }
            released = true;
        }
        return failure;
    }
}
