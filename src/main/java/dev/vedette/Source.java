package dev.vedette;

import java.io.IOException;

/**
 * An object that can be registered with a {@link Poll} and is not itself a channel.
 *
 * <p>A type of the program implements this interface by delegating to the channel that it owns. Its users then register
 * it in the same way as a channel:
 *
 * <pre>{@code
 * public final class Connection implements Source {
 *     private final SocketChannel channel;
 *
 *     public void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
 *         registry.register(channel, token, interest, trigger);
 *     }
 *     // reregister and deregister likewise
 * }
 * }</pre>
 *
 * <p>A program calls {@link Registry#register(Source, long, Interest, Trigger)} and never these methods. The Registry
 * passes on every exception that one of them throws, unchanged. A source that delegates to several others must undo its
 * completed steps before it throws. The model is mio's {@code event::Source}.
 *
 * @since 0.1
 */
public interface Source {
    /**
     * Registers the parts of this source.
     *
     * @param registry the registry with which to register them
     * @param token the token that their events carry
     * @param interest the readiness to report
     * @param trigger how often to report a lasting condition
     * @throws IOException if the system refuses
     */
    void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Registers the parts of this source exclusively. A source that delegates to a channel or to another source should
     * override this method, and call {@code registry.registerExclusive}. The default calls {@link #register} with the
     * trigger {@link Trigger#LEVEL}. That is correct, because spurious events are allowed, but wakes every loop.
     *
     * @param registry the registry with which to register them
     * @param token the token that their events carry
     * @param interest the readiness to report
     * @throws IOException if the system refuses
     */
    default void registerExclusive(Registry registry, long token, Interest interest) throws IOException {
        register(registry, token, interest, Trigger.LEVEL);
    }

    /**
     * Changes the token, the interest and the trigger of the parts of this source.
     *
     * @param registry the registry with which they are registered
     * @param token the token that their events carry from now on
     * @param interest the readiness to report from now on
     * @param trigger how often to report a lasting condition from now on
     * @throws IOException if the system refuses
     */
    void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Deregisters the parts of this source.
     *
     * @param registry the registry with which they are registered
     * @throws IOException if the system refuses
     */
    void deregister(Registry registry) throws IOException;
}
