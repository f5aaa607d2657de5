package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLLEXCLUSIVE;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_ADD;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_DEL;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_MOD;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.ReadyList;
import dev.vedette.internal.Refusals;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An epoll(7) instance and its registrations. There is no map of them: the kernel holds them, and the token is in
 * {@code epoll_data}.
 *
 * <p><b>Reused descriptors.</b> Another thread may close a channel at any moment, and the system may give its number to
 * another file. So every change is made under {@code changes}. A change that has raced with a close is undone under it
 * too:
 *
 * <ol>
 *   <li>The channel was open when {@code changes} was taken, so it had its number at that time. No other file with that
 *       number can be registered through this class before {@code changes} is released.
 *   <li>If the channel is still open after the call, the call was about this channel.
 *   <li>If not, an ADD may have added another file. By 1 that file was not registered before, so it is deleted again.
 *       Between the two calls, an event of it may be reported with the token of the channel, which is spurious. MOD and
 *       DEL did no harm: by 1 they found the channel, or nothing.
 * </ol>
 *
 * <p>A channel sets its closed state before it releases its descriptor, so {@code isOpen} can be relied on.
 *
 * <p><b>Conditions that are lost when the system asks for them.</b> Descriptors that may have such a condition are in a
 * {@link Shield} instead. The kernel tells where a descriptor is: if it is not in the instance, a change is made in the
 * shield, if there is one.
 */
sealed class EpollSet permits EpollBackend, NestedEpollSet {
    private final int epfd;
    private final EpollEvents events;

    /** The descriptors of the library, which programs cannot register. Replaced, never changed. */
    private volatile int[] reservedFds;

    private final boolean shieldIsPossible;

    /** {@code null} until there is a descriptor that needs it. Written under changes. */
    private volatile Shield shield;

    /** {@code null} until there is a descriptor. Guarded by changes. */
    private DescriptorKind kind;

    /** A monitor, because a lock cannot be released without a call, and at the end of a stack a call fails. */
    private final Object changes = new Object();

    /** Set before the instance is closed, so that it is closed once. Guarded by changes. */
    private boolean closed;

    // Scratch memory, guarded by changes. All memory is the collector's to free: closing an arena that threads share
    // costs milliseconds under load.
    private final CallState changeState;
    private final MemorySegment change;

    EpollSet() throws IOException {
        this(true);
    }

    /** With no shield unless it is possible, as before Linux 5.5. */
    EpollSet(boolean shieldIsPossible) throws IOException {
        this.shieldIsPossible = shieldIsPossible;
        Arena arena = Arena.ofAuto();
        changeState = CallState.allocate(arena);
        change = Epoll.EVENT.allocate(arena, 1);
        epfd = Errno.checkBackend(Epoll.create(changeState), changeState, "epoll_create1");
        try {
            events = new EpollEvents(this);
            reservedFds = new int[] {epfd};
        } catch (RuntimeException | Error e) {
            Unistd.close(changeState, epfd);
            throw e;
        }
    }

    /** The number of the instance. */
    int fd() {
        return epfd;
    }

    // ---- descriptors of the library

    /** Watches an eventfd of the library. It ends a wait and gives no event to the program. */
    void watchEventfd(int eventfd, int flags) throws IOException {
        synchronized (changes) {
            Epoll.EVENT.set(change, flags, EpollEvents.WAKE_TOKEN);
            int result = Epoll.ctl(changeState, epfd, EPOLL_CTL_ADD, eventfd, change);
            Errno.checkBackend(result, changeState, "epoll_ctl(ADD, eventfd)");
            reserve(eventfd);
        }
    }

    /** Ends what {@link #watchEventfd} began. */
    void forgetEventfd(int eventfd) {
        synchronized (changes) {
            Epoll.ctl(changeState, epfd, EPOLL_CTL_DEL, eventfd, change);
            release(eventfd);
        }
    }

    /** Keeps programs from registering a descriptor. */
    void reserve(int fd) {
        synchronized (changes) {
            int[] more = Arrays.copyOf(reservedFds, reservedFds.length + 1);
            more[reservedFds.length] = fd;
            reservedFds = more;
        }
    }

    /** Ends what {@link #reserve} began. */
    void release(int fd) {
        synchronized (changes) {
            int[] fewer = new int[reservedFds.length];
            int count = 0;
            for (int reserved : reservedFds) {
                if (reserved != fd) {
                    fewer[count++] = reserved;
                }
            }
            reservedFds = Arrays.copyOf(fewer, count);
        }
    }

    private boolean isReserved(int fd) {
        for (int reserved : reservedFds) {
            if (reserved == fd) {
                return true;
            }
        }
        return false;
    }

    // ---- registering channels

    public void register(SelectableChannel channel, long token, Interest interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, channel, EpollFlags.of(interest, trigger), token);
    }

    public void registerExclusive(SelectableChannel channel, long token, Interest interest) throws IOException {
        change(EPOLL_CTL_ADD, channel, EpollFlags.exclusive(interest), token);
    }

    public void reregister(SelectableChannel channel, long token, Interest interest, Trigger trigger)
            throws IOException {
        checkRegistrable(channel);
        change(EPOLL_CTL_MOD, channel, EpollFlags.of(interest, trigger), token);
    }

    public void deregister(SelectableChannel channel) throws IOException {
        checkRegistrable(channel);
        change(EPOLL_CTL_DEL, channel, 0, 0);
    }

    /**
     * Closing a channel releases its descriptor, and the kernel forgets the registration, unless something else holds
     * the descriptor, for example a Selector with which the channel is registered. So the registration is deleted
     * first.
     */
    public void beforeClose(SelectableChannel channel) throws IOException {
        if (ChannelDescriptors.has(channel)) {
            synchronized (changes) {
                if (channel.isOpen()) {
                    apply(EPOLL_CTL_DEL, ChannelDescriptors.of(channel), 0, 0, false);
                }
            }
        }
    }

    private void change(int operation, SelectableChannel channel, int flags, long token) throws IOException {
        int fd = ChannelDescriptors.of(channel);
        synchronized (changes) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            int errno = apply(operation, fd, flags, token, !isSocketOrPipe(channel));
            if (!channel.isOpen()) {
                if (operation == EPOLL_CTL_ADD && errno == 0) {
                    apply(EPOLL_CTL_DEL, fd, 0, 0, false);
                }
                throw new ClosedChannelException();
            }
            check(operation, errno, fd, flags, channel);
        }
    }

    /** The channels of java.nio; jdk.nio.Channels makes others, of any descriptor. */
    private static boolean isSocketOrPipe(SelectableChannel channel) {
        return channel instanceof NetworkChannel
                || channel instanceof Pipe.SourceChannel
                || channel instanceof Pipe.SinkChannel;
    }

    // ---- registering descriptors

    /**
     * Adds a descriptor.
     *
     * @throws UnsupportedOperationException if it needs a shield and the kernel is too old for one
     */
    public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, fd, EpollFlags.of(interest, trigger), token, true);
    }

    /** Adds a descriptor without a shield. No other instance may watch this one. */
    final void registerUnshielded(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, fd, EpollFlags.of(interest, trigger), token, false);
    }

    /**
     * Adds a descriptor exclusively, or like another one if it needs a shield.
     *
     * @throws UnsupportedOperationException if it needs a shield and the kernel is too old for one
     */
    public void registerExclusive(int fd, long token, Interest interest) throws IOException {
        change(EPOLL_CTL_ADD, fd, EpollFlags.exclusive(interest), token, true);
    }

    public void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_MOD, fd, EpollFlags.of(interest, trigger), token, false);
    }

    public void deregister(int fd) throws IOException {
        change(EPOLL_CTL_DEL, fd, 0, 0, false);
    }

    private void change(int operation, int fd, int flags, long token, boolean mayNeedShield) throws IOException {
        if (isReserved(fd)) {
            throw new IllegalArgumentException("descriptor " + fd + " is this Poll's own");
        }
        synchronized (changes) {
            int errno = apply(operation, fd, flags, token, mayNeedShield);
            check(operation, errno, fd, flags, "descriptor " + fd);
        }
    }

    // ---- registering

    /** Changes the instance or the shield; 0 or errno. */
    private int apply(int operation, int fd, int flags, long token, boolean mayNeedShield) throws IOException {
        if (token == EpollEvents.WAKE_TOKEN) {
            events.noteWakeTokenInUse();
        }
        if (operation == EPOLL_CTL_ADD && mayNeedShield && mayClearByPoll(fd)) {
            int shared = flags & ~EPOLLEXCLUSIVE;
            return shield == null ? addFirstShielded(fd, shared, token) : shield.add(fd, shared, token);
        }
        int errno = ctl(operation, fd, flags, token);
        return errno == Errno.ENOENT && shield != null ? changeShielded(operation, fd, flags, token) : errno;
    }

    private int ctl(int operation, int fd, int flags, long token) {
        Epoll.EVENT.set(change, flags, token);
        return Epoll.ctl(changeState, epfd, operation, fd, change) == 0 ? 0 : changeState.errno();
    }

    private boolean mayClearByPoll(int fd) {
        if (kind == null) {
            kind = new DescriptorKind();
        }
        return kind.mayClearByPoll(fd);
    }

    private int changeShielded(int operation, int fd, int flags, long token) {
        return operation == EPOLL_CTL_MOD ? shield.modify(fd, flags, token) : shield.delete(fd);
    }

    /** The shield stays only if it is needed: regular files look as if they needed one, and are refused. */
    private int addFirstShielded(int fd, int flags, long token) throws IOException {
        if (!shieldIsPossible) {
            throw Shield.refusal();
        }
        Shield opened = Shield.open();
        int errno = opened.add(fd, flags, token);
        if (errno == 0) {
            shield = opened;
            errno = ctl(EPOLL_CTL_ADD, opened.relay(), Epoll.EPOLLIN | Epoll.EPOLLET, EpollEvents.WAKE_TOKEN);
        }
        if (errno == 0) {
            for (int one : opened.fds()) {
                reserve(one);
            }
        } else {
            shield = null;
            opened.close();
        }
        return errno;
    }

    private static void check(int operation, int errno, int fd, int flags, Object source) throws IOException {
        if (errno == Errno.EINVAL && operation == EPOLL_CTL_MOD) {
            throw Refusals.exclusive(source);
        }
        if (errno == Errno.EINVAL && (flags & EPOLLEXCLUSIVE) != 0) {
            throw new IllegalArgumentException(
                    source + " is an epoll instance, which cannot be registered exclusively; use register");
        }
        switch (errno) {
            case 0 -> {}
            case Errno.EEXIST -> throw Refusals.alreadyRegistered(source);
            case Errno.ENOENT -> throw Refusals.notRegistered(source);
            case Errno.EPERM ->
                throw new IOException(call(operation, fd) + ": " + Errno.describe(errno)
                        + "; such files cannot be polled because they are always ready");
            default -> throw Errno.exception(call(operation, fd), errno);
        }
    }

    private static String call(int operation, int fd) {
        return "epoll_ctl(" + name(operation) + ", fd " + fd + ")";
    }

    /** A channel that cannot be registered is not registered. */
    private static void checkRegistrable(SelectableChannel channel) {
        if (!ChannelDescriptors.has(channel)) {
            throw Refusals.notRegistered(channel);
        }
    }

    private static String name(int operation) {
        return switch (operation) {
            case EPOLL_CTL_ADD -> "ADD";
            case EPOLL_CTL_MOD -> "MOD";
            default -> "DEL";
        };
    }

    // ---- describing

    public List<String> describe() throws IOException {
        synchronized (changes) {
            List<String> lines = new ArrayList<>();
            for (Fdinfo one : Fdinfo.of(epfd)) {
                if (!isReserved(one.fd())) {
                    lines.add(one.describe());
                }
            }
            if (shield != null) {
                shield.describe(lines);
            }
            return lines;
        }
    }

    // ---- selecting and closing

    /** The events of this instance, for the polling thread. */
    final EpollEvents events() {
        return events;
    }

    // ---- the shield; for the polling thread

    /** Whether an event of {@link EpollEvents#WAKE_TOKEN} may stand for one in the shield. */
    boolean hasShield() {
        return shield != null;
    }

    /** Adds what the shield has to report, at most so much, which is at least 1. */
    void takeShielded(ReadyList ready, int room) throws IOException {
        synchronized (changes) {
            if (shield != null) { // as it is again if the first descriptor was refused
                shield.take(ready, room);
            }
        }
    }

    /** Leaves what the shield has to report for the next wait. */
    void signalShield() {
        Shield current = shield;
        if (current != null) {
            current.signal();
        }
    }

    /** Does nothing if it is closed already. */
    public void close() throws IOException {
        synchronized (changes) {
            if (!closed) {
                closed = true;
                if (shield != null) {
                    shield.close();
                }
                Errno.checkBackend(Unistd.close(changeState, epfd), changeState, "close(epoll)");
            }
        }
    }
}
