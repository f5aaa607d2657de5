package dev.vedette;

import static java.util.Objects.requireNonNull;

import dev.vedette.internal.PollCore;
import dev.vedette.internal.RegistryAccess;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;

/**
 * Says what a {@link Poll} watches.
 *
 * <p>All methods are safe from any thread, also while another thread is in a poll: a change takes effect at once, also
 * for a poll that is waiting already. After {@code deregister} has returned, its token is in no later poll. None of
 * them waits for I/O.
 *
 * <p>A source is registered with a Poll at most once; with several Polls, once with each. Tokens are the program's:
 * they need not be unique, and say nothing to the library.
 *
 * <p>A registration need not keep its channel alive: on a native backend the kernel holds the descriptor alone, and the
 * JDK may close a channel that the program has let go of (it does so with a {@link java.nio.channels.DatagramChannel}).
 * So hold on to what is registered, and leave it in non-blocking mode; only the {@link Backend#NIO} backend keeps a
 * program from switching that back.
 *
 * <p>Connect a {@link java.nio.channels.SocketChannel} first, then register it. A socket that is neither connecting nor
 * connected counts as hung up, and on Linux every poll reports it (see {@code EPOLLHUP} in epoll_ctl(2); the sockets of
 * mio do the same). While the channel is connecting, {@link Interest#WRITABLE} means that {@code finishConnect} has an
 * answer. After {@code finishConnect} the registration goes on, and means that there is room to write: nothing needs to
 * be reregistered.
 *
 * <p>A channel that is closed leaves the Poll by itself. On the {@link Backend#NIO} backend its descriptor lives on
 * until the next poll (see {@link java.nio.channels.SelectionKey}), or the one after it if wakers alone fill that. On a
 * native backend it leaves when nothing else holds its descriptor (see epoll(7)): a {@link java.nio.channels.Selector}
 * that it is registered with too, or a child process, be it only for the moment in which that is started. Until then
 * the kernel goes on reporting the channel, and nobody can stop it. {@link #close(SelectableChannel)}, called
 * <em>instead</em> of the channel's own method, ends both at once.
 *
 * <p><b>Portability:</b> where the system has no room for one more source to watch ({@code ENOSPC}, see
 * {@code max_user_watches} in epoll(7)), a native backend refuses the registration. On the {@link Backend#NIO} backend
 * the JDK's Selector does not tell, and the channel stays silent.
 *
 * <p>Every method throws {@link NullPointerException} if an argument is null, and every one but {@link #supports}
 * {@link ClosedPollException} if the Poll is closed, before anything has changed.
 */
public final class Registry {
    static {
        RegistryAccess.install(new RegistryAccess() {
            @Override
            protected PollCore coreOf(Registry registry) {
                return registry.core;
            }
        });
    }

    private final PollCore core;

    Registry(PollCore core) {
        this.core = core;
    }

    /**
     * Watches a channel, level-triggered.
     *
     * @param channel the channel, in non-blocking mode
     * @param token what its events shall carry
     * @param interest what to be told of
     * @throws AlreadyRegisteredException if it is registered with this Poll; that registration stands
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never be what the interest asks for, such as a
     *     {@link java.nio.channels.ServerSocketChannel} writable
     * @throws UnsupportedOperationException if the backend cannot serve the interest or the channel; the message says
     *     what would make it work
     * @throws IOException if the system refuses
     */
    public void register(SelectableChannel channel, long token, Interest interest) throws IOException {
        register(channel, token, interest, Trigger.LEVEL);
    }

    /**
     * Watches a channel.
     *
     * @param channel the channel, in non-blocking mode
     * @param token what its events shall carry
     * @param interest what to be told of
     * @param trigger when to be told again
     * @throws AlreadyRegisteredException if it is registered with this Poll; that registration stands
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never be what the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the trigger, the interest or the channel; the
     *     message says what would make it work
     * @throws IOException if the system refuses
     */
    public void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException {
        core.register(requireNonNull(channel, "channel"), token, interest, trigger);
    }

    /**
     * Changes token and interest of a registered channel, level-triggered from now on. A condition that holds is
     * reported at once.
     *
     * @param channel the channel
     * @param token what its events shall carry from now on
     * @param interest what to be told of from now on
     * @throws NotRegisteredException if it is not registered with this Poll
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never be what the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the interest; the registration stands
     * @throws IOException if the system refuses
     */
    public void reregister(SelectableChannel channel, long token, Interest interest) throws IOException {
        reregister(channel, token, interest, Trigger.LEVEL);
    }

    /**
     * Changes token, interest and trigger of a registered channel. A condition that holds is reported at once, whatever
     * the trigger; this is how a {@link Trigger#ONESHOT} is armed anew.
     *
     * @param channel the channel
     * @param token what its events shall carry from now on
     * @param interest what to be told of from now on
     * @param trigger when to be told again
     * @throws NotRegisteredException if it is not registered with this Poll
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never be what the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the trigger or the interest; the registration
     *     stands
     * @throws IOException if the system refuses
     */
    public void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger)
            throws IOException {
        core.reregister(requireNonNull(channel, "channel"), token, interest, trigger);
    }

    /**
     * Watches a channel no longer. The channel stays open and can be registered anew.
     *
     * @param channel the channel
     * @throws NotRegisteredException if it is not registered with this Poll
     * @throws ClosedChannelException if the channel is closed
     * @throws IOException if the system refuses
     */
    public void deregister(SelectableChannel channel) throws IOException {
        core.deregister(requireNonNull(channel, "channel"));
    }

    /**
     * Closes a channel, registered or not, and releases its descriptor before it returns, also while another thread
     * waits in a poll. If the channel is closed already, there is only the release left to do, on the
     * {@link Backend#NIO} backend, and nothing that could be done on a native one.
     *
     * <p>On the {@link Backend#NIO} backend this takes a selection, which costs the more the more channels are ready.
     * Who closes very many at once calls {@link SelectableChannel#close()} instead and leaves the release to the next
     * poll.
     *
     * <p>A thread that changes the registration meanwhile finds it gone or the channel closed, and gets a
     * {@link NotRegisteredException} or a {@link ClosedChannelException}.
     *
     * <p>A channel that is registered with another Poll or {@link java.nio.channels.Selector} too keeps its descriptor
     * until that one lets go.
     *
     * @param channel the channel
     * @throws ClosedPollException if the Poll is closed; the channel stays open
     * @throws IOException if closing fails
     */
    public void close(SelectableChannel channel) throws IOException {
        core.close(requireNonNull(channel, "channel"));
    }

    /**
     * Watches a source, level-triggered.
     *
     * @param source the source
     * @param token what its events shall carry
     * @param interest what to be told of
     * @throws IOException whatever the source throws, unchanged; other exceptions likewise
     */
    public void register(Source source, long token, Interest interest) throws IOException {
        register(source, token, interest, Trigger.LEVEL);
    }

    /**
     * Watches a source, by its own {@link Source#register}.
     *
     * @param source the source
     * @param token what its events shall carry
     * @param interest what to be told of
     * @param trigger when to be told again
     * @throws IOException whatever the source throws, unchanged; other exceptions likewise
     */
    public void register(Source source, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(source, "source");
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        core.requireOpen();
        source.register(this, token, interest, trigger);
    }

    /**
     * Changes token and interest of a registered source, level-triggered from now on.
     *
     * @param source the source
     * @param token what its events shall carry from now on
     * @param interest what to be told of from now on
     * @throws IOException whatever the source throws, unchanged; other exceptions likewise
     */
    public void reregister(Source source, long token, Interest interest) throws IOException {
        reregister(source, token, interest, Trigger.LEVEL);
    }

    /**
     * Changes token, interest and trigger of a registered source, by its own {@link Source#reregister}.
     *
     * @param source the source
     * @param token what its events shall carry from now on
     * @param interest what to be told of from now on
     * @param trigger when to be told again
     * @throws IOException whatever the source throws, unchanged; other exceptions likewise
     */
    public void reregister(Source source, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(source, "source");
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        core.requireOpen();
        source.reregister(this, token, interest, trigger);
    }

    /**
     * Watches a source no longer, by its own {@link Source#deregister}.
     *
     * @param source the source
     * @throws IOException whatever the source throws, unchanged; other exceptions likewise
     */
    public void deregister(Source source) throws IOException {
        requireNonNull(source, "source");
        core.requireOpen();
        source.deregister(this);
    }

    /**
     * Deregisters a source, if it is registered, and then closes it. No later poll reports the source, also if
     * something else holds its descriptor, such as a child process that is being started. {@link Closeable#close()}
     * alone does not guarantee that.
     *
     * <p>Works for a source that is not registered or that is closed already. If deregistering fails in another way,
     * this closes the source all the same and throws what {@link Source#deregister} has thrown.
     *
     * @param source the source
     * @param <S> the type of the source
     * @throws ClosedPollException if the Poll is closed; the source stays open
     * @throws IOException if deregistering or closing fails; the source is closed, as far as its {@code close} does so
     */
    public <S extends Source & Closeable> void close(S source) throws IOException {
        requireNonNull(source, "source");
        core.requireOpen();
        try {
            source.deregister(this);
        } catch (NotRegisteredException | ClosedChannelException e) {
            // closing is all that is left to do
        } catch (ClosedPollException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            try (source) {
                throw e;
            }
        }
        source.close();
    }

    /**
     * {@return a new waker, whose events carry the token}
     *
     * @param token the token of its events. Events of wakers and sources that share a token cannot be told apart, so
     *     give a waker a token that no source has
     */
    public Waker waker(long token) {
        return new Waker(core, token);
    }

    /**
     * {@return whether the backend serves channels with this trigger} Answers also when the Poll is closed. Descriptors
     * of the operating system, where the backend serves them at all, have every trigger.
     *
     * @param trigger the trigger
     */
    public boolean supports(Trigger trigger) {
        return core.supports(requireNonNull(trigger, "trigger"));
    }
}
