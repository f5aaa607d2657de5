package dev.vedette.internal;

import dev.vedette.Backend;
import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.List;

/**
 * A system interface that a poll is built on. Everything that does not depend on it is in {@link PollCore}.
 *
 * <p>The core guarantees: at most one thread is in {@link #select}, one in a method that changes registrations, and one
 * in {@link #wakeup}; these three can run at the same time. {@link #close} is called when no other call is in progress,
 * and no method is called after it has returned or thrown an {@link IOException}. Channels are open, non-blocking and
 * capable of the interest when they are passed; another thread can change that at any moment.
 *
 * <p>An {@link Error} can come out of every method, above all a {@link StackOverflowError}. Every method can be called
 * again after that. The core repeats a {@code close} that has ended with an Error; nothing is released twice.
 */
public interface PollBackend {
    /** A timeout that never ends: 292 years. */
    long FOREVER = Long.MAX_VALUE;

    /** Nanoseconds in a millisecond. */
    long NS_PER_MS = 1_000_000;

    /**
     * Rounds a timeout for an interface that counts milliseconds. Never down: less than one would become 0, which means
     * not to wait, or to wait for ever.
     */
    static long roundUpToMs(long ns) {
        return ns / NS_PER_MS + (ns % NS_PER_MS == 0 ? 0 : 1);
    }

    Backend kind();

    /** Whether channels can be registered with this trigger. */
    boolean supports(Trigger trigger);

    /** Whether the system wakes only some of those that wait for a channel that is registered exclusively. */
    boolean supportsExclusive();

    /**
     * Whether a change of registrations is seen by a {@code select} that is waiting already. If not, the core wakes it
     * after every change.
     */
    boolean seesChangesWhileWaiting();

    /** Whether a waiting {@code select} returns by itself when its thread is interrupted; else the core sees to it. */
    boolean waitsInterruptibly();

    /**
     * Starts watching.
     *
     * @throws dev.vedette.AlreadyRegisteredException if the channel is registered; nothing has changed
     * @throws UnsupportedOperationException if this backend cannot serve interest or trigger; nothing has changed
     */
    void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Starts watching, level-triggered and exclusively, if that is supported. In any case the registration cannot be
     * changed.
     *
     * @param interest readable, writable or both
     * @throws dev.vedette.AlreadyRegisteredException if the channel is registered; nothing has changed
     */
    void registerExclusive(SelectableChannel channel, long token, Interest interest) throws IOException;

    /**
     * Changes token, interest and trigger.
     *
     * @throws dev.vedette.NotRegisteredException if the channel is not registered
     * @throws UnsupportedOperationException if this backend cannot serve interest or trigger, or the channel is
     *     registered exclusively; nothing has changed
     */
    void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Stops watching.
     *
     * @throws dev.vedette.NotRegisteredException if the channel is not registered
     */
    void deregister(SelectableChannel channel) throws IOException;

    /**
     * Starts watching a descriptor.
     *
     * @throws dev.vedette.AlreadyRegisteredException if the descriptor is registered; nothing has changed
     * @throws UnsupportedOperationException if this backend cannot serve descriptors; nothing has changed
     */
    void register(int fd, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Starts watching a descriptor, level-triggered and exclusively, if that is supported.
     *
     * @param interest readable, writable or both
     * @throws dev.vedette.AlreadyRegisteredException if the descriptor is registered; nothing has changed
     * @throws IllegalArgumentException if the descriptor is an epoll instance; nothing has changed
     */
    void registerExclusive(int fd, long token, Interest interest) throws IOException;

    /**
     * Changes token, interest and trigger of a descriptor.
     *
     * @throws dev.vedette.NotRegisteredException if the descriptor is not registered
     * @throws UnsupportedOperationException if the descriptor is registered exclusively; nothing has changed
     */
    void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Stops watching a descriptor.
     *
     * @throws dev.vedette.NotRegisteredException if the descriptor is not registered
     */
    void deregister(int fd) throws IOException;

    /** Stops watching a channel that is about to be closed, if it was. Changes registrations. */
    void beforeClose(SelectableChannel channel) throws IOException;

    /** Releases the descriptor of a channel that has been closed, if this holds it. Changes registrations. */
    void afterClose(SelectableChannel channel) throws IOException;

    /** A line for each registration, for people to read. Called like a method that changes registrations. */
    List<String> describe() throws IOException;

    /**
     * Adds what is ready to the list, as far as there is room, waiting for it if there is nothing.
     *
     * <p>May return early with nothing, for a signal, an interrupt or a {@link #wakeup}; the core keeps the deadline.
     * The interrupt status stays set.
     *
     * @param ready where to; it has room
     * @param timeoutNs 0 does not wait, {@link #FOREVER} waits for ever; never waits for less
     */
    void select(ReadyList ready, long timeoutNs) throws IOException;

    /**
     * Makes the {@link #select} that waits, or else the next that would wait, return at once.
     *
     * @throws IOException if the system refuses
     */
    void wakeup() throws IOException;

    /** Releases everything the backend owns. Channels stay open. */
    void close() throws IOException;
}
