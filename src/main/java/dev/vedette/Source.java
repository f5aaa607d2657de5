package dev.vedette;

import java.io.IOException;

/**
 * Something that can be registered with a {@link Poll} and is not itself a channel.
 *
 * <p>A program's own type implements this by delegating to what it owns, so that its users register it as they would a
 * channel:
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
 * <p>A program calls {@link Registry#register(Source, long, Interest, Trigger)}, never these methods. An exception that
 * one of them throws passes through the Registry unchanged. A source that delegates to several others undoes what it
 * has done before it throws. The model is mio's {@code event::Source}.
 */
public interface Source {
    /**
     * Registers what this source is made of.
     *
     * @param registry where to
     * @param token what its events shall carry
     * @param interest what to be told of
     * @param trigger when to be told again
     * @throws IOException if the system refuses
     */
    void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Changes token, interest and trigger of what this source is made of.
     *
     * @param registry where it is registered
     * @param token what its events shall carry from now on
     * @param interest what to be told of from now on
     * @param trigger when to be told again
     * @throws IOException if the system refuses
     */
    void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException;

    /**
     * Deregisters what this source is made of.
     *
     * @param registry where it is registered
     * @throws IOException if the system refuses
     */
    void deregister(Registry registry) throws IOException;
}
