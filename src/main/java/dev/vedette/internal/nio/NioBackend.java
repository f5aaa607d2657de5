package dev.vedette.internal.nio;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.NotRegisteredException;
import dev.vedette.Trigger;
import dev.vedette.internal.DescriptorSet;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.Readiness;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Carries a poll on a JDK {@link Selector}.
 *
 * <p>The Selector is level-triggered and hands over everything that it found at once. One-shot is made of it by taking
 * the interest away on delivery; the capacity by dropping what has no room, which the level brings back, in rounds (see
 * {@link #onReady}).
 *
 * <p>A Selector watches channels alone. Descriptors are in a {@link DescriptorSet}, which is one.
 *
 * <p>Locks, in the order in which they nest: {@code opening}, {@code selecting}, {@code changes}. {@code changes} is
 * never held while waiting for {@code selecting}.
 */
public final class NioBackend implements PollBackend {
    private final Selector selector;

    /** Makes test and change of a key's registration one step. */
    private final ReentrantLock changes = new ReentrantLock();

    /** {@code null} until there is a descriptor. Written under opening. */
    private volatile NestedDescriptors descriptors;

    private final ReentrantLock opening = new ReentrantLock();

    /** Held around every selection; fair, so that a thread with a key to flush gets its turn between two polls. */
    private final ReentrantLock selecting = new ReentrantLock(true);

    /** How many threads want {@code selecting} to flush keys; while there are any, no poll waits. */
    private final AtomicInteger flushers = new AtomicInteger();

    /**
     * See {@link #onReady}. Guarded by {@code selecting}; registering threads read it without, and lose a turn at
     * worst.
     */
    private int round;

    // The rest is guarded by selecting.
    private final Consumer<SelectionKey> onReady = this::onReady;
    private final List<SelectionKey> deferred = new ArrayList<>();
    private ReadyList ready;
    private boolean wasFull;
    private IOException failure;

    public NioBackend() throws IOException {
        this.selector = SelectorProvider.provider().openSelector();
    }

    @Override
    public Backend kind() {
        return Backend.NIO;
    }

    @Override
    public boolean supports(Trigger trigger) {
        return trigger != Trigger.EDGE;
    }

    /** A Selector looks at changed interests when a selection begins. */
    @Override
    public boolean seesChangesWhileWaiting() {
        return false;
    }

    /** A Selector does. */
    @Override
    public boolean waitsInterruptibly() {
        return true;
    }

    // ---- registering channels

    @Override
    public void register(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        checkSupported(interest, trigger);
        while (!tryRegister(channel, new Registration(token, interest, trigger, round))) {
            flushKeys();
        }
    }

    /**
     * {@code false} if a cancelled key is still in the way. The Selector decides whether it accepts the channel. The
     * provider of a channel does not tell: that of the JDK's SctpChannel is {@code null}.
     */
    private boolean tryRegister(SelectableChannel channel, Registration registration) throws IOException {
        changes.lock();
        try {
            SelectionKey key = channel.keyFor(selector);
            if (key == null) {
                channel.register(selector, registration.operations(channel), registration);
                return true;
            }
            if (key.isValid()) {
                throw new AlreadyRegisteredException(channel + " is registered already; reregister changes it");
            }
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            return false;
        } catch (IllegalSelectorException e) {
            throw new UnsupportedOperationException(
                    "the NIO backend cannot watch a channel of class "
                            + channel.getClass().getName() + ": its Selector, of class "
                            + selector.getClass().getName() + ", does not accept it",
                    e);
        } finally {
            changes.unlock();
        }
    }

    @Override
    public void reregister(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        changes.lock();
        try {
            SelectionKey key = registeredKey(channel);
            checkSupported(interest, trigger);
            int servedIn = ((Registration) key.attachment()).round;
            Registration registration = new Registration(token, interest, trigger, servedIn);
            key.attach(registration);
            key.interestOps(registration.operations(channel));
        } catch (CancelledKeyException e) {
            throw new ClosedChannelException();
        } finally {
            changes.unlock();
        }
    }

    @Override
    public void deregister(SelectableChannel channel) throws IOException {
        changes.lock();
        try {
            registeredKey(channel).cancel();
        } finally {
            changes.unlock();
        }
    }

    /**
     * Closing a channel cancels its key, and the descriptor lives until the key is flushed, which neither closing nor
     * cancelling brings about.
     */
    @Override
    public void close(SelectableChannel channel) throws IOException {
        try {
            channel.close();
        } finally {
            SelectionKey key;
            while ((key = channel.keyFor(selector)) != null) {
                key.cancel(); // which a channel leaves out if closing fails
                flushKeys();
            }
        }
    }

    private SelectionKey registeredKey(SelectableChannel channel) throws ClosedChannelException {
        SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid()) {
            return key;
        }
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        throw new NotRegisteredException(channel + " is not registered with this Poll");
    }

    private void checkSupported(int interest, Trigger trigger) {
        if (!supports(trigger)) {
            throw refusal("trigger " + trigger);
        }
        if ((interest & Readiness.PRIORITY) != 0) {
            throw refusal("interest PRIORITY");
        }
    }

    private static UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(
                "the NIO backend has no " + what + "; the EPOLL backend has: Linux, Java 22 or newer, " + JvmFlags.ALL);
    }

    /** Lets the Selector forget cancelled keys, also while a poll waits. */
    private void flushKeys() throws IOException {
        selectBesidesPolls(key -> {});
    }

    /**
     * Looks at what is ready without taking it from the polls, also while one waits.
     *
     * <p>{@code flushers} is raised before the wake-up, and a poll looks at it after it has taken {@code selecting}:
     * either it sees it and does not wait, or the wake-up comes later and ends the wait. A selection consumes a wake-up
     * that was meant for a poll about to wait, so this one puts it back.
     */
    private void selectBesidesPolls(Consumer<SelectionKey> action) throws IOException {
        flushers.incrementAndGet();
        try {
            if (!selecting.tryLock()) {
                selector.wakeup();
                selecting.lock();
            }
            try {
                selector.selectNow(action);
            } finally {
                selector.wakeup();
                selecting.unlock();
            }
        } finally {
            flushers.decrementAndGet();
        }
    }

    // ---- registering descriptors

    @Override
    public void register(int fd, long token, int interest, Trigger trigger) throws IOException {
        openDescriptors().register(fd, token, interest, trigger);
    }

    @Override
    public void reregister(int fd, long token, int interest, Trigger trigger) throws IOException {
        openedDescriptors(fd).reregister(fd, token, interest, trigger);
    }

    @Override
    public void deregister(int fd) throws IOException {
        openedDescriptors(fd).deregister(fd);
    }

    /**
     * A Selector hands a new channel to the kernel when a selection begins. It is made to before anything is in the
     * set: then it is what comes later that is refused for being nested too deep.
     */
    private DescriptorSet openDescriptors() throws IOException {
        opening.lock();
        try {
            if (descriptors == null) {
                NestedDescriptors opened = NestedDescriptors.open(selector, round);
                try {
                    requireWatched(opened);
                } catch (IOException | RuntimeException e) {
                    opened.set.channel().keyFor(selector).cancel();
                    flushKeys();
                    opened.set.close();
                    throw e;
                }
                descriptors = opened;
            }
            return descriptors.set;
        } finally {
            opening.unlock();
        }
    }

    private void requireWatched(NestedDescriptors opened) throws IOException {
        selectBesidesPolls(key -> opened.isWatched |= key.attachment() == opened);
        if (!opened.isWatched) {
            throw new IOException("the kernel refuses to watch one epoll instance more: this user may have reached"
                    + " /proc/sys/fs/epoll/max_user_watches (ENOSPC)");
        }
        opened.set.seen();
    }

    private DescriptorSet openedDescriptors(int fd) {
        NestedDescriptors opened = descriptors;
        if (opened == null) {
            throw new NotRegisteredException("descriptor " + fd + " is not registered with this Poll");
        }
        return opened.set;
    }

    // ---- selecting

    @Override
    public void select(ReadyList ready, long timeoutNs) throws IOException {
        selecting.lock();
        try {
            this.ready = ready;
            if (!wasFull) {
                round++;
            }
            await(timeoutNs);
            deliverDeferred();
            wasFull = ready.isFull();
            if (failure != null) {
                throw failure;
            }
        } finally {
            this.ready = null;
            failure = null;
            deferred.clear();
            selecting.unlock();
        }
    }

    private void await(long timeoutNs) throws IOException {
        if (timeoutNs == 0 || flushers.get() > 0) {
            selector.selectNow(onReady);
        } else if (timeoutNs == FOREVER) {
            selector.select(onReady);
        } else {
            selector.select(onReady, PollBackend.roundUpToMs(timeoutNs));
        }
    }

    /**
     * Takes what was not yet delivered in this round, and defers the rest. A round lasts until everything that is ready
     * has had its turn, so that a small capacity starves nobody. What is registered in the course of a round belongs to
     * the next, and what is reregistered keeps its turn, so that nobody pushes in by changing.
     */
    private void onReady(SelectionKey key) {
        Turn turn = (Turn) key.attachment();
        if (turn.round == round || ready.isFull()) {
            deferred.add(key);
        } else {
            deliver(key, turn);
        }
    }

    private void deliverDeferred() {
        if (deferred.isEmpty() || ready.isFull()) {
            return;
        }
        round++;
        for (int i = 0; i < deferred.size() && !ready.isFull(); i++) {
            SelectionKey key = deferred.get(i);
            deliver(key, (Turn) key.attachment());
        }
    }

    private void deliver(SelectionKey key, Turn turn) {
        if (turn instanceof Registration registration) {
            deliver(key, registration);
        } else {
            deliver((NestedDescriptors) turn);
        }
    }

    private void deliver(NestedDescriptors descriptors) {
        try {
            descriptors.round = round;
            descriptors.set.take(ready);
        } catch (IOException e) {
            failure = e; // a selection's action throws nothing that is checked
        }
    }

    private void deliver(SelectionKey key, Registration registration) {
        try {
            int readiness = registration.readiness(key.readyOps());
            if (readiness != 0 && (!registration.oneshot || disarm(key, registration))) {
                registration.round = round;
                ready.add(registration.token, readiness);
            }
        } catch (CancelledKeyException e) {
            // deregistered or closed while this selection was on its way
        }
    }

    /** {@code false} if it was reregistered meanwhile: what was found then is not what is asked for now. */
    private boolean disarm(SelectionKey key, Registration registration) {
        changes.lock();
        try {
            boolean unchanged = key.attachment() == registration;
            if (unchanged) {
                key.interestOps(0);
            }
            return unchanged;
        } finally {
            changes.unlock();
        }
    }

    // ---- waking and closing

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } finally {
            NestedDescriptors opened = descriptors;
            if (opened != null) {
                opened.set.close();
            }
        }
    }
}
