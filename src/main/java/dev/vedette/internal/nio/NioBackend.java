package dev.vedette.internal.nio;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NestedEpoll;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.ReadyList;
import dev.vedette.internal.Refusals;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The backend on a JDK {@link Selector}.
 *
 * <p>The Selector is level-triggered and passes everything that it has found at once. A one-shot registration loses its
 * interest when its event is delivered. Events that exceed the capacity are dropped, and the next selection shows them
 * again. {@link ReadyKeys} decides which are dropped, so that none is dropped every time.
 *
 * <p>A Selector watches channels only. Descriptors are in a {@link NestedEpoll}, which it watches as one channel. If
 * there is not enough room, descriptors and channels come first in turn. So each of the two gets half of the room if it
 * needs that much, and every source gets at least half of its fair share, however many there are of either.
 *
 * <p>All locks are monitors, because a lock cannot be released without a call, and at the end of a stack a call fails.
 * They nest in this order: {@code selectingBesides}; the Selector, which the JDK locks for a selection; a key.
 */
public final class NioBackend implements PollBackend {
    /** What every Selector shows in one selection, if so many keys are ready; a wake-up takes one of 256 places. */
    private static final int ALWAYS_SHOWN = 255;

    /** See {@link #prepareToClose}. */
    private static volatile boolean preparedToClose = Runtime.version().feature() >= 25;

    private final Selector selector;

    /** {@code null} until there is a descriptor. */
    private volatile NestedEpoll nestedEpoll;

    /** Held by a thread that selects besides the polls. */
    private final Object selectingBesides = new Object();

    /** Whether a thread wants to select besides the polls; while it does, no poll begins and none waits. */
    private volatile boolean selectsBesides;

    /** Whether such a selection may have taken a wake-up that was meant for a poll. */
    private volatile boolean wakeupTaken;

    /** Whether such a selection may have shown some of the ready keys and not others. */
    private volatile boolean passedOver;

    /** Whether a poll waits or is about to; ordered by fences. */
    private boolean waits;

    // The polling thread's.
    private final Consumer<SelectionKey> onReady =
            new Consumer<>() { // no lambda, which costs milliseconds at its first use
                @Override
                public void accept(SelectionKey key) {
                    onReady(key);
                }
            };

    private final ReadyKeys readyKeys = new ReadyKeys();

    /** Whether the descriptors are ready, or may be because the last poll had no room for all of them. */
    private boolean descriptorsDue;

    /** Whether the descriptors come first. Changes when a poll is full. */
    private boolean descriptorsFirst;

    public NioBackend() throws IOException {
        prepareToClose();
        this.selector = SelectorProvider.provider().openSelector();
    }

    /**
     * Up to Java 24 the JDK opens two sockets when it closes the first descriptor of its own. If there is no descriptor
     * for them, it cannot close anything from then on (see sun.nio.ch.FileDispatcherImpl). A server that fills up the
     * process with connections would be lost. So the first descriptor is closed here.
     */
    private static void prepareToClose() throws IOException {
        if (!preparedToClose) {
            SelectorProvider.provider().openSelector().close();
            preparedToClose = true;
        }
    }

    @Override
    public Backend kind() {
        return Backend.NIO;
    }

    @Override
    public boolean supports(Trigger trigger) {
        return trigger != Trigger.EDGE;
    }

    /** Every Selector that watches a channel wakes up for it. */
    @Override
    public boolean supportsExclusive() {
        return false;
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
    public void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException {
        checkSupported(interest, trigger);
        register(channel, new Registration(token, interest, trigger, false, readyKeys.endOfQueue()));
    }

    @Override
    public void registerExclusive(SelectableChannel channel, long token, Interest interest) throws IOException {
        register(channel, new Registration(token, interest, Trigger.LEVEL, true, readyKeys.endOfQueue()));
    }

    private void register(SelectableChannel channel, Registration registration) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            if (key.isValid()) {
                throw Refusals.alreadyRegistered(channel);
            }
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            flush(key);
        }
        try {
            channel.register(selector, registration.operations(channel), registration);
        } catch (IllegalSelectorException e) {
            // The provider of a channel does not tell beforehand: that of the JDK's SctpChannel is null.
            throw new UnsupportedOperationException(
                    "the NIO backend cannot watch a channel of class "
                            + channel.getClass().getName() + ": its Selector, of class "
                            + selector.getClass().getName() + ", does not accept it",
                    e);
        }
    }

    @Override
    public void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger)
            throws IOException {
        SelectionKey key = registeredKey(channel);
        checkSupported(interest, trigger);
        Registration current = (Registration) key.attachment();
        if (current.exclusive) {
            throw Refusals.exclusive(channel);
        }
        try {
            new Registration(token, interest, trigger, false, current.place).replaceAt(key);
        } catch (CancelledKeyException e) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void deregister(SelectableChannel channel) throws IOException {
        registeredKey(channel).cancel();
    }

    @Override
    public void beforeClose(SelectableChannel channel) {}

    /**
     * Closing a channel cancels its key, and the descriptor lives until the key is flushed, which neither closing nor
     * cancelling brings about.
     */
    @Override
    public void afterClose(SelectableChannel channel) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.cancel(); // which a channel leaves out if closing fails
            flush(key);
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
        throw Refusals.notRegistered(channel);
    }

    private void checkSupported(Interest interest, Trigger trigger) {
        if (!supports(trigger)) {
            throw refusal("trigger " + trigger);
        }
        if (interest.isPriority()) {
            throw refusal("interest PRIORITY");
        }
        if (interest.isReadClosed()) {
            throw refusal("interest READ_CLOSED");
        }
    }

    private static UnsupportedOperationException refusal(String what) {
        return new UnsupportedOperationException(
                "the NIO backend has no " + what + "; the EPOLL backend has: Linux, Java 22 or newer, " + JvmFlags.ALL);
    }

    /** Lets the Selector forget a cancelled key, also while a poll waits. */
    private void flush(SelectionKey key) throws IOException {
        selectBesidesPolls(null);
        if (key.channel().keyFor(selector) == key) {
            throw new IOException("the Selector has lost the cancelled key of " + key.channel()
                    + ", because an Error came between; closing the Poll releases it");
        }
    }

    /**
     * Makes a selection that takes nothing from the polls, also while one waits. If a key is wanted, repeats it until
     * the key or all ready keys have been shown.
     *
     * <p>A poll that is about to wait sets {@code waits} before it reads {@code selectsBesides}, and this does it the
     * other way round. So either the poll does not wait, or this wakes the poll and goes on when it has ended. This may
     * take a wake-up that was meant for a poll, and therefore the next poll does not wait.
     */
    private boolean selectBesidesPolls(SelectionKey wantedOrNull) throws IOException {
        synchronized (selectingBesides) {
            selectsBesides = true;
            try {
                VarHandle.fullFence();
                while (waits) {
                    wakeup();
                    awaitSelection();
                }
                wakeupTaken = true;
                return selectUntilShown(wantedOrNull);
            } finally {
                selectsBesides = false;
            }
        }
    }

    private void awaitSelection() {
        synchronized (selector) {
            // entered when it is over
        }
    }

    private boolean selectUntilShown(SelectionKey wantedOrNull) throws IOException {
        boolean[] isShown = new boolean[1];
        int count;
        synchronized (selector) {
            int keys = selector.keys().size();
            int shownInAll = 0;
            do {
                count = selector.selectNow(key -> isShown[0] |= key == wantedOrNull);
                shownInAll += count;
            } while (wantedOrNull != null && !isShown[0] && count >= ALWAYS_SHOWN && shownInAll < keys);
        }
        if (count >= ALWAYS_SHOWN) {
            passedOver = true;
        }
        return isShown[0];
    }

    // ---- registering descriptors

    @Override
    public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        opened().register(fd, token, interest, trigger);
    }

    @Override
    public void registerExclusive(int fd, long token, Interest interest) throws IOException {
        opened().registerExclusive(fd, token, interest);
    }

    private NestedEpoll opened() throws IOException {
        NestedEpoll opened = nestedEpoll;
        if (opened == null) {
            // Before it has a descriptor: if epoll instances are nested too deeply, the kernel then refuses a
            // descriptor.
            opened = NestedEpoll.open(selector, this::selectBesidesPolls);
            nestedEpoll = opened;
        }
        return opened;
    }

    @Override
    public void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        openedFor(fd).reregister(fd, token, interest, trigger);
    }

    @Override
    public void deregister(int fd) throws IOException {
        openedFor(fd).deregister(fd);
    }

    private NestedEpoll openedFor(int fd) {
        NestedEpoll opened = nestedEpoll;
        if (opened == null) {
            throw Refusals.notRegistered("descriptor " + fd);
        }
        return opened;
    }

    // ---- describing

    /** The keys are in a concurrent set, which polls can change meanwhile. */
    @Override
    public List<String> describe() throws IOException {
        List<String> lines = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            try {
                if (key.isValid() && key.attachment() instanceof Registration registration) {
                    lines.add(registration.describe(key));
                }
            } catch (CancelledKeyException e) {
                // closed meanwhile
            }
        }
        if (nestedEpoll != null) {
            lines.addAll(nestedEpoll.describe());
        }
        return lines;
    }

    // ---- selecting

    @Override
    public void select(ReadyList ready, long timeoutNs) throws IOException {
        if (selectsBesides) {
            awaitSelectionBesides();
        }
        readyKeys.begin();
        boolean looksAround = passedOver;
        if (looksAround) {
            passedOver = false;
        }
        int count = await(timeoutNs);
        if (looksAround) {
            lookAround(count);
        }
        deliver(ready);
        readyKeys.end();
    }

    private void awaitSelectionBesides() {
        synchronized (selectingBesides) {
            // entered when it is over
        }
    }

    private int await(long timeoutNs) throws IOException {
        if (timeoutNs == 0) {
            return selector.selectNow(onReady);
        }
        waits = true;
        try {
            VarHandle.fullFence();
            if (selectsBesides || wakeupTaken) {
                wakeupTaken = false;
                return selector.selectNow(onReady);
            }
            return timeoutNs == FOREVER
                    ? selector.select(onReady)
                    : selector.select(onReady, PollBackend.roundUpToMs(timeoutNs));
        } finally {
            waits = false;
        }
    }

    /**
     * Selects until a selection has shown keys again, or fewer than it could: then all have been shown. The descriptors
     * are counted, but are not among the keys.
     */
    private void lookAround(int shown) throws IOException {
        int count = shown;
        int before = 0;
        while (count >= ALWAYS_SHOWN && readyKeys.size() - before >= count - 1) {
            before = readyKeys.size();
            count = selector.selectNow(onReady);
        }
    }

    private void onReady(SelectionKey key) {
        if (key.attachment() instanceof Registration registration) {
            readyKeys.add(key, registration);
        } else {
            descriptorsDue = true;
        }
    }

    private void deliver(ReadyList ready) throws IOException {
        if (!descriptorsDue) {
            readyKeys.deliver(ready);
        } else {
            if (descriptorsFirst) {
                deliverDescriptors(ready);
                readyKeys.deliver(ready);
            } else {
                readyKeys.deliver(ready);
                deliverDescriptors(ready);
            }
            descriptorsFirst ^= ready.isFull();
        }
    }

    private void deliverDescriptors(ReadyList ready) throws IOException {
        NestedEpoll opened = nestedEpoll;
        if (opened != null && !ready.isFull()) {
            opened.take(ready);
            descriptorsDue = ready.isFull();
        }
    }

    // ---- waking and closing

    @Override
    public void wakeup() throws IOException {
        try {
            selector.wakeup();
        } catch (InternalError e) {
            throw unwrapped(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } catch (InternalError e) {
            throw unwrapped(e);
        } finally {
            NestedEpoll opened = nestedEpoll;
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** A Selector cannot be woken, and not be closed either, if other code has closed what it is woken by. */
    private static IOException unwrapped(InternalError e) {
        if (e.getCause() instanceof IOException failure) {
            return failure;
        }
        throw e;
    }
}
