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
 * Registers sources with a {@link Poll}.
 *
 * <p>All methods are safe from any thread, even while another thread is in poll. A change takes effect at once, even
 * for a poll that is already waiting. After {@code deregister} has returned, no later poll reports the source. No
 * method waits for I/O.
 *
 * <p>A source can be registered with a Poll at most once. It can be registered with several Polls, once with each. The
 * program chooses the tokens. They need not be unique and have no meaning to the library.
 *
 * <p>A registration does not always keep its channel alive. On a native backend the kernel knows only the descriptor,
 * and the JDK may close a channel that the program no longer refers to (it does so with a
 * {@link java.nio.channels.DatagramChannel}). Keep a reference to each registered channel, and leave it in non-blocking
 * mode. Only the {@link Backend#NIO} backend prevents a program from switching the channel back to blocking mode.
 *
 * <p>Connect a {@link java.nio.channels.SocketChannel} first, then register it. Linux treats a socket that is neither
 * connecting nor connected as hung up, and every poll reports it (see {@code EPOLLHUP} in epoll_ctl(2); the sockets of
 * mio behave in the same way). While the channel is connecting, {@link Interest#WRITABLE} means that the connection
 * attempt has succeeded or failed, and {@code finishConnect} reports the result. After {@code finishConnect} the
 * registration remains in effect, and the interest means that there is room to write. No reregistration is needed.
 *
 * <p>A channel that is closed is deregistered automatically. On the {@link Backend#NIO} backend its descriptor is
 * released by the next poll (see {@link java.nio.channels.SelectionKey}), or by the poll after that if events of wakers
 * alone fill the next one. On a native backend the channel is deregistered when nothing else holds its descriptor (see
 * epoll(7)). A {@link java.nio.channels.Selector} with which the channel is also registered may hold it. A child
 * process may hold it too, if only while the process is being started. Until then the kernel continues to report the
 * channel, and nothing can stop it. To end the registration and to release the descriptor at once, call
 * {@link #close(SelectableChannel)} <em>instead</em> of the channel's own method.
 *
 * <p><b>Portability:</b> if the system has no room for another source ({@code ENOSPC}, see {@code max_user_watches} in
 * epoll(7)), a native backend refuses the registration. On the {@link Backend#NIO} backend the JDK's Selector does not
 * report this error, and no events are reported for the channel.
 *
 * <p>Every method throws {@link NullPointerException} if an argument is null. Every method except {@link #supports} and
 * {@link #supportsExclusive} throws {@link ClosedPollException} if the Poll is closed, before anything has changed.
 *
 * @since 0.1
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
     * Registers a channel with the trigger {@link Trigger#LEVEL}.
     *
     * @param channel the channel, in non-blocking mode
     * @param token the token that its events carry
     * @param interest the readiness to report
     * @throws AlreadyRegisteredException if the channel is already registered with this Poll; that registration is
     *     unchanged
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never have the readiness that the interest asks for, for
     *     example {@link Interest#WRITABLE} for a {@link java.nio.channels.ServerSocketChannel}
     * @throws UnsupportedOperationException if the backend cannot serve the interest or the channel; the message states
     *     the remedy
     * @throws IOException if the system refuses
     */
    public void register(SelectableChannel channel, long token, Interest interest) throws IOException {
        register(channel, token, interest, Trigger.LEVEL);
    }

    /**
     * Registers a channel.
     *
     * @param channel the channel, in non-blocking mode
     * @param token the token that its events carry
     * @param interest the readiness to report
     * @param trigger how often to report a lasting condition
     * @throws AlreadyRegisteredException if the channel is already registered with this Poll; that registration is
     *     unchanged
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never have the readiness that the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the trigger, the interest or the channel; the
     *     message states the remedy
     * @throws IOException if the system refuses
     */
    public void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException {
        core.register(requireNonNull(channel, "channel"), token, interest, trigger);
    }

    /**
     * Registers a channel exclusively, with the trigger {@link Trigger#LEVEL}: if several Polls wait for the channel
     * and all of them have registered it by this method, the system wakes one of them or a few, and not all
     * ({@code EPOLLEXCLUSIVE}, see epoll_ctl(2)). This is for several loops that accept from one listener.
     *
     * <p>A backend that does not have this registers the channel like {@link #register}, and every loop wakes up.
     * Either way a loop must expect that another loop has taken the connection, so that {@code accept} returns null.
     * {@link #supportsExclusive} tells which backend has it.
     *
     * <p>The loop that wakes up should accept until there are no more connections. It keeps the listener in its list of
     * ready sources, so if it stalls, connections that arrived for it wait until it polls again, or until another
     * connection wakes another loop. Only a loop that waits in poll can be preferred: if none waits, every loop reports
     * the channel. A virtual thread that waits is woken like one with a normal registration. So is a
     * {@link dev.vedette.unix.Descriptor} on the {@link Backend#NIO} backend.
     *
     * <p>An exclusive registration cannot be changed. On every backend, {@code reregister} refuses it; deregister the
     * channel and register it again. There is no exclusive registration with {@link Trigger#ONESHOT}, and none for an
     * epoll instance.
     *
     * @param channel the channel, in non-blocking mode
     * @param token the token that its events carry
     * @param interest {@link Interest#READABLE}, {@link Interest#WRITABLE} or both. The end of a stream is then
     *     reported as readable only
     * @throws AlreadyRegisteredException if the channel is already registered with this Poll; that registration is
     *     unchanged
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the interest is empty or includes more than these two, or if the channel can
     *     never have the readiness that the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the channel; the message states the remedy
     * @throws IOException if the system refuses
     */
    public void registerExclusive(SelectableChannel channel, long token, Interest interest) throws IOException {
        core.registerExclusive(requireNonNull(channel, "channel"), token, interest);
    }

    /**
     * Changes the token and the interest of a registered channel, and sets its trigger to {@link Trigger#LEVEL}. A
     * condition that already holds is reported at once.
     *
     * @param channel the channel
     * @param token the token that its events carry from now on
     * @param interest the readiness to report from now on
     * @throws NotRegisteredException if the channel is not registered with this Poll
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never have the readiness that the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the interest, or if the channel is registered
     *     exclusively; the registration is unchanged
     * @throws IOException if the system refuses
     */
    public void reregister(SelectableChannel channel, long token, Interest interest) throws IOException {
        reregister(channel, token, interest, Trigger.LEVEL);
    }

    /**
     * Changes the token, the interest and the trigger of a registered channel. A condition that already holds is
     * reported at once, whichever the trigger. This is how a {@link Trigger#ONESHOT} registration is rearmed.
     *
     * @param channel the channel
     * @param token the token that its events carry from now on
     * @param interest the readiness to report from now on
     * @param trigger how often to report a lasting condition from now on
     * @throws NotRegisteredException if the channel is not registered with this Poll
     * @throws ClosedChannelException if the channel is closed
     * @throws IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if the channel can never have the readiness that the interest asks for
     * @throws UnsupportedOperationException if the backend cannot serve the trigger or the interest, or if the channel
     *     is registered exclusively; the registration is unchanged
     * @throws IOException if the system refuses
     */
    public void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger)
            throws IOException {
        core.reregister(requireNonNull(channel, "channel"), token, interest, trigger);
    }

    /**
     * Deregisters a channel. The channel stays open and can be registered again.
     *
     * @param channel the channel
     * @throws NotRegisteredException if the channel is not registered with this Poll
     * @throws ClosedChannelException if the channel is closed
     * @throws IOException if the system refuses
     */
    public void deregister(SelectableChannel channel) throws IOException {
        core.deregister(requireNonNull(channel, "channel"));
    }

    /**
     * Closes a channel, registered or not, and releases its descriptor before this method returns, even while another
     * thread waits in poll. If the channel is already closed, this method only releases its descriptor on the
     * {@link Backend#NIO} backend, and does nothing on a native backend.
     *
     * <p>On the {@link Backend#NIO} backend this method performs a selection, whose cost grows with the number of
     * channels that are ready. To close very many channels at once, call {@link SelectableChannel#close()} instead. The
     * next poll then releases the descriptors.
     *
     * <p>A thread that changes the registration at the same time may find it gone or the channel closed. It then gets a
     * {@link NotRegisteredException} or a {@link ClosedChannelException}.
     *
     * <p>A channel that is also registered with another Poll or {@link java.nio.channels.Selector} keeps its descriptor
     * until that one releases it.
     *
     * @param channel the channel
     * @throws ClosedPollException if the Poll is closed; the channel stays open
     * @throws IOException if closing fails
     */
    public void close(SelectableChannel channel) throws IOException {
        core.close(requireNonNull(channel, "channel"));
    }

    /**
     * Registers a source with the trigger {@link Trigger#LEVEL}.
     *
     * @param source the source
     * @param token the token that its events carry
     * @param interest the readiness to report
     * @throws IOException if the source throws it; this method passes on every exception of the source unchanged
     */
    public void register(Source source, long token, Interest interest) throws IOException {
        register(source, token, interest, Trigger.LEVEL);
    }

    /**
     * Registers a source. Calls its {@link Source#register} method.
     *
     * @param source the source
     * @param token the token that its events carry
     * @param interest the readiness to report
     * @param trigger how often to report a lasting condition
     * @throws IOException if the source throws it; this method passes on every exception of the source unchanged
     */
    public void register(Source source, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(source, "source");
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        core.requireOpen();
        source.register(this, token, interest, trigger);
    }

    /**
     * Registers a source exclusively, as {@link #registerExclusive(SelectableChannel, long, Interest)} does it for a
     * channel. Calls {@link Source#registerExclusive}, which decides whether the source supports this.
     *
     * @param source the source
     * @param token the token that its events carry
     * @param interest {@link Interest#READABLE}, {@link Interest#WRITABLE} or both
     * @throws IllegalArgumentException if the interest is empty or includes more than these two
     * @throws IOException if the source throws it; this method passes on every exception of the source unchanged
     */
    public void registerExclusive(Source source, long token, Interest interest) throws IOException {
        requireNonNull(source, "source");
        core.checkExclusive(interest);
        source.registerExclusive(this, token, interest);
    }

    /**
     * Changes the token and the interest of a registered source, and sets its trigger to {@link Trigger#LEVEL}.
     *
     * @param source the source
     * @param token the token that its events carry from now on
     * @param interest the readiness to report from now on
     * @throws IOException if the source throws it; this method passes on every exception of the source unchanged
     */
    public void reregister(Source source, long token, Interest interest) throws IOException {
        reregister(source, token, interest, Trigger.LEVEL);
    }

    /**
     * Changes the token, the interest and the trigger of a registered source. Calls its {@link Source#reregister}
     * method.
     *
     * @param source the source
     * @param token the token that its events carry from now on
     * @param interest the readiness to report from now on
     * @param trigger how often to report a lasting condition from now on
     * @throws IOException if the source throws it; this method passes on every exception of the source unchanged
     */
    public void reregister(Source source, long token, Interest interest, Trigger trigger) throws IOException {
        requireNonNull(source, "source");
        requireNonNull(interest, "interest");
        requireNonNull(trigger, "trigger");
        core.requireOpen();
        source.reregister(this, token, interest, trigger);
    }

    /**
     * Deregisters a source. Calls its {@link Source#deregister} method.
     *
     * @param source the source
     * @throws IOException if the source throws it; this method passes on every exception of the source unchanged
     */
    public void deregister(Source source) throws IOException {
        requireNonNull(source, "source");
        core.requireOpen();
        source.deregister(this);
    }

    /**
     * Deregisters a source, if it is registered, and then closes it. No later poll reports the source, even if
     * something else holds its descriptor, for example a child process that is being started. {@link Closeable#close()}
     * alone does not guarantee that.
     *
     * <p>The source may be unregistered or already closed. If deregistering fails for any other reason, this method
     * closes the source nevertheless, and throws the exception that {@link Source#deregister} has thrown.
     *
     * @param source the source
     * @param <S> the type of the source
     * @throws ClosedPollException if the Poll is closed; the source stays open
     * @throws IOException if deregistering or closing fails; the {@code close} method of the source has been called
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
     * {@return a new waker, whose events carry the given token}
     *
     * @param token the token that its events carry. Events of wakers and sources that share a token cannot be
     *     distinguished, so choose a token that no source has
     */
    public Waker waker(long token) {
        return new Waker(core, token);
    }

    /**
     * {@return whether the backend supports a trigger for channels} This method also works when the Poll is closed.
     * Descriptors of the operating system support every trigger, if the backend serves them at all.
     *
     * @param trigger the trigger
     */
    public boolean supports(Trigger trigger) {
        return core.supports(requireNonNull(trigger, "trigger"));
    }

    /**
     * {@return whether the backend wakes only some of the Polls that have registered a channel exclusively} If not,
     * {@link #registerExclusive(SelectableChannel, long, Interest)} registers in the same way as {@link #register}.
     * This method also works when the Poll is closed.
     */
    public boolean supportsExclusive() {
        return core.supportsExclusive();
    }

    /**
     * Describes everything that is registered, one source a line, for a person who wants to know why a loop is silent
     * or spins. On Linux the kernel provides the description of a native backend and of descriptors
     * ({@code /proc/self/fdinfo}, see proc_pid_fdinfo(5)): the number of each descriptor and the file behind it, the
     * interest, the trigger and the token, and whether a one-shot registration is disarmed. The {@link Backend#NIO}
     * backend describes the channels by their own {@code toString}.
     *
     * <p>A line that says {@code closed here} shows a registration whose descriptor this process has closed while
     * something else, such as a child process, holds the open file. Such a source can still be reported, and can no
     * longer be deregistered (see the description of this class).
     *
     * <p>The text is not meant for programs, and may change with every version. Registrations from other threads wait
     * until it is complete; a poll does not. The cost grows with the number of registrations.
     *
     * @return the description. The first line is about the Poll; there is no line feed at the end
     * @throws IOException if the system refuses, for example because {@code /proc} is not mounted or the process is out
     *     of descriptors
     */
    public String describe() throws IOException {
        return core.describe();
    }
}
