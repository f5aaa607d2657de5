package dev.vedette.internal;

import dev.vedette.ClosedPollException;
import dev.vedette.Trigger;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;

/** A poll on any backend: deadlines, wakes, interrupts, closing, and the checks that are the same everywhere. */
public final class PollCore {
    private final PollBackend backend;
    private final long busyPollNs;

    // Of the backend, and asked for once.
    private final boolean seesChangesWhileWaiting;
    private final boolean waitsInterruptibly;

    private final UseCount uses = new UseCount();
    private final InterruptibleWait interruptibleWait = new InterruptibleWait(this::wakeBackend);
    private final WakeQueue wakes = new WakeQueue();
    private final PollRecorder recorder;
    private final CountDownLatch released = new CountDownLatch(1);

    /** What releasing the backend threw; written before {@code released} opens. */
    private IOException releaseFailure;

    /** Who is served first by the next poll; flips when a poll could not take all. The polling thread's. */
    private boolean wakesFirst;

    public PollCore(PollRecorder recorder, PollBackend backend, long busyPollNs) {
        this.recorder = recorder;
        this.backend = backend;
        this.busyPollNs = busyPollNs;
        this.seesChangesWhileWaiting = backend.seesChangesWhileWaiting();
        this.waitsInterruptibly = backend.waitsInterruptibly();
    }

    // ---- polling

    /** Fills the list with what is ready, waiting for it at most for the timeout. */
    public void poll(ReadyList ready, long timeoutNs) throws IOException {
        if (!uses.tryEnterPoll()) {
            requireOpen();
            throw new IllegalStateException("another thread is in poll of Poll '" + recorder.name()
                    + "'; one thread at a time may poll, others wake it with a Waker");
        }
        try {
            ready.clear();
            if (recorder.isOn()) {
                wakes.takeDelivered(); // of polls that failed or were not on record
                wakes.takeTraces();
                recorder.pollBegins();
            }
            boolean timedOut = await(ready, timeoutNs);
            if (recorder.isOn() && !uses.isClosed()) {
                recorder.pollEnds(timeoutNs, ready.size(), wakes.takeTraces(), wakes.takeDelivered(), timedOut);
            }
        } finally {
            if (uses.exitPoll()) {
                release();
            }
        }
        if (uses.isClosed()) {
            ready.clear();
            throw closedException();
        }
    }

    /** {@code true} if the time was over before anything happened. */
    private boolean await(ReadyList ready, long timeoutNs) throws IOException {
        boolean clocked = timeoutNs > 0 && (timeoutNs < PollBackend.FOREVER || busyPollNs > 0);
        long startNs = clocked ? System.nanoTime() : 0;
        long elapsedNs = 0;
        do {
            collect(ready, elapsedNs < busyPollNs ? 0 : timeoutNs - elapsedNs);
            if (!ready.isEmpty() || Thread.currentThread().isInterrupted() || uses.isClosed()) {
                return false;
            }
            if (clocked) {
                elapsedNs = System.nanoTime() - startNs;
            }
        } while (elapsedNs < timeoutNs);
        return true;
    }

    /** One system call, and the wakes that go with it. */
    private void collect(ReadyList ready, long timeoutNs) throws IOException {
        boolean delivered = wakesFirst && wakes.deliver(ready);
        if (!ready.isFull()) {
            select(ready, timeoutNs);
        }
        if (!delivered) {
            wakes.deliver(ready);
        }
        if (ready.isFull()) {
            wakesFirst = !wakesFirst;
        }
    }

    private void select(ReadyList ready, long timeoutNs) throws IOException {
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
        if (waitsInterruptibly) {
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

    /** Does nothing once closed. */
    public void wake(WakeQueue.Entry entry) {
        if (!uses.isClosed() && wakes.offer(entry, recorder.wakeBegins())) {
            wakeBackend();
        }
    }

    /** Whoever cannot enter any more need not: closing wakes the backend itself. */
    private void wakeBackend() {
        if (uses.tryEnter()) {
            try {
                backend.wakeup();
            } finally {
                exit();
            }
        }
    }

    // ---- registering

    public boolean supports(Trigger trigger) {
        return backend.supports(trigger);
    }

    public void register(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        enter();
        try {
            check(channel, interest);
            backend.register(channel, token, interest, trigger);
            recorder.registration("register", channel, token, interest, trigger);
            announceChange();
        } finally {
            exit();
        }
    }

    public void reregister(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        enter();
        try {
            check(channel, interest);
            backend.reregister(channel, token, interest, trigger);
            recorder.registration("reregister", channel, token, interest, trigger);
            announceChange();
        } finally {
            exit();
        }
    }

    public void deregister(SelectableChannel channel) throws IOException {
        enter();
        try {
            checkOpen(channel);
            backend.deregister(channel);
            recorder.registration("deregister", channel, 0, 0, null);
            announceChange();
        } finally {
            exit();
        }
    }

    public void close(SelectableChannel channel) throws IOException {
        enter();
        try {
            backend.close(channel);
            recorder.registration("close", channel, 0, 0, null);
        } finally {
            exit();
        }
    }

    public void register(int fd, long token, int interest, Trigger trigger) throws IOException {
        enter();
        try {
            backend.register(fd, token, interest, trigger);
            recorder.registration("register", fd, token, interest, trigger);
            announceChange();
        } finally {
            exit();
        }
    }

    public void reregister(int fd, long token, int interest, Trigger trigger) throws IOException {
        enter();
        try {
            backend.reregister(fd, token, interest, trigger);
            recorder.registration("reregister", fd, token, interest, trigger);
            announceChange();
        } finally {
            exit();
        }
    }

    public void deregister(int fd) throws IOException {
        enter();
        try {
            backend.deregister(fd);
            recorder.registration("deregister", fd, 0, 0, null);
            announceChange();
        } finally {
            exit();
        }
    }

    private void announceChange() {
        if (!seesChangesWhileWaiting && wakes.nudge()) {
            backend.wakeup();
        }
    }

    private static void check(SelectableChannel channel, int interest) throws ClosedChannelException {
        int validOps = channel.validOps();
        checkPossible(channel, interest, Readiness.WRITABLE, validOps, SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
        checkPossible(
                channel,
                interest,
                Readiness.READABLE | Readiness.PRIORITY,
                validOps,
                SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        checkOpen(channel);
        if (channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }

    private static void checkPossible(SelectableChannel channel, int interest, int bits, int validOps, int neededOps) {
        if ((interest & bits) != 0 && (validOps & neededOps) == 0) {
            throw new IllegalArgumentException(channel + " can never be " + Readiness.toString(interest & bits)
                    + "; leave that out of the interest");
        }
    }

    private static void checkOpen(SelectableChannel channel) throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    // ---- closing

    public boolean isOpen() {
        return !uses.isClosed();
    }

    public void requireOpen() {
        if (uses.isClosed()) {
            throw closedException();
        }
    }

    private ClosedPollException closedException() {
        return new ClosedPollException("Poll '" + recorder.name() + "' is closed");
    }

    /** Returns when no thread is inside any more and the backend is released. */
    public void close() throws IOException {
        boolean first = uses.close();
        if (first) {
            try {
                backend.wakeup();
            } finally {
                exit();
            }
        }
        awaitRelease();
        if (first && releaseFailure != null) {
            throw releaseFailure;
        }
    }

    private void enter() {
        if (!uses.tryEnter()) {
            throw closedException();
        }
    }

    private void exit() {
        if (uses.exit()) {
            release();
        }
    }

    private void release() {
        try {
            backend.close();
        } catch (IOException e) {
            releaseFailure = e;
        } finally {
            try {
                recorder.closed();
            } finally {
                released.countDown();
            }
        }
    }

    private void awaitRelease() {
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
