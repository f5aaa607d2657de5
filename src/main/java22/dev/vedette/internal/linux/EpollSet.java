package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_ADD;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_DEL;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_MOD;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.NotRegisteredException;
import dev.vedette.Trigger;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An epoll(7) instance and what it watches. There is no map of registrations: the kernel holds them, and the token
 * travels in {@code epoll_data}.
 *
 * <p><b>Reused descriptors.</b> A channel may be closed by another thread at any moment, and its number given to a
 * stranger. So every change is made under {@code changes}, and a change that turns out to have raced with a close is
 * undone under it too:
 *
 * <ol>
 *   <li>The channel was open when {@code changes} was taken, so its number was its own at that time, and no stranger
 *       with that number can be registered by way of this backend before {@code changes} is released.
 *   <li>If the channel is still open after the call, the call hit it.
 *   <li>If not, an ADD may have hit a stranger, which by 1 was not registered and so is simply deleted again; between
 *       the two, an event for it may be seen under the channel's token, which is spurious. MOD and DEL cannot have hit
 *       anything: by 1 they found the channel, or nothing.
 * </ol>
 *
 * <p>A channel sets its closed state before it gives up its descriptor, so "still open" may be trusted.
 */
final class EpollSet {
    private final int epfd;
    private final EpollEvents events;

    /** What a program cannot register here. Replaced, never changed. */
    private volatile int[] own;

    private final ReentrantLock changes = new ReentrantLock();

    // Scratch memory, guarded by changes. All memory is the collector's to free: closing an arena that threads share
    // costs milliseconds under load.
    private final CallState changeState;
    private final MemorySegment change;

    EpollSet() throws IOException {
        Arena arena = Arena.ofAuto();
        changeState = CallState.allocate(arena);
        change = Epoll.EVENT.allocate(arena, 1);
        epfd = Errno.checkBackend(Epoll.create(changeState), changeState, "epoll_create1");
        try {
            events = new EpollEvents(epfd);
            own = new int[] {epfd};
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

    /** Watches an eventfd for these flags: when it is readable, that ends a wait and is an event of no source. */
    void watchOwn(int eventfd, int flags) throws IOException {
        changes.lock();
        try {
            Epoll.EVENT.set(change, flags, EpollEvents.OWN_TOKEN);
            int result = Epoll.ctl(changeState, epfd, EPOLL_CTL_ADD, eventfd, change);
            Errno.checkBackend(result, changeState, "epoll_ctl(ADD, eventfd)");
            reserve(eventfd);
        } finally {
            changes.unlock();
        }
    }

    /** Ends what {@link #watchOwn} began. */
    void forgetOwn(int eventfd) {
        changes.lock();
        try {
            Epoll.ctl(changeState, epfd, EPOLL_CTL_DEL, eventfd, change);
            release(eventfd);
        } finally {
            changes.unlock();
        }
    }

    /** Keeps programs from registering it. */
    void reserve(int fd) {
        changes.lock();
        try {
            int[] more = Arrays.copyOf(own, own.length + 1);
            more[own.length] = fd;
            own = more;
        } finally {
            changes.unlock();
        }
    }

    /** It is no longer the library's. */
    void release(int fd) {
        changes.lock();
        try {
            own = Arrays.stream(own).filter(one -> one != fd).toArray();
        } finally {
            changes.unlock();
        }
    }

    private boolean isOwn(int fd) {
        for (int one : own) {
            if (one == fd) {
                return true;
            }
        }
        return false;
    }

    // ---- registering channels

    void register(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, channel, EpollFlags.of(interest, trigger), token);
    }

    void reregister(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        checkRegistrable(channel);
        change(EPOLL_CTL_MOD, channel, EpollFlags.of(interest, trigger), token);
    }

    void deregister(SelectableChannel channel) throws IOException {
        checkRegistrable(channel);
        change(EPOLL_CTL_DEL, channel, 0, 0);
    }

    /**
     * Closing releases the descriptor and the kernel forgets it, unless something else holds it, such as a Selector
     * that it is registered with. So it is deleted first.
     */
    void close(SelectableChannel channel) throws IOException {
        if (ChannelDescriptors.has(channel)) {
            changes.lock();
            try {
                if (channel.isOpen()) {
                    Epoll.ctl(changeState, epfd, EPOLL_CTL_DEL, ChannelDescriptors.of(channel), change);
                }
            } finally {
                changes.unlock();
            }
        }
        channel.close();
    }

    private void change(int operation, SelectableChannel channel, int flags, long token) throws IOException {
        int fd = ChannelDescriptors.of(channel);
        changes.lock();
        try {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            int errno = ctl(operation, fd, flags, token);
            if (!channel.isOpen()) {
                if (operation == EPOLL_CTL_ADD && errno == 0) {
                    ctl(EPOLL_CTL_DEL, fd, 0, 0);
                }
                throw new ClosedChannelException();
            }
            check(operation, errno, fd, channel);
        } finally {
            changes.unlock();
        }
    }

    // ---- registering descriptors

    void register(int fd, long token, int interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, fd, EpollFlags.of(interest, trigger), token);
    }

    void reregister(int fd, long token, int interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_MOD, fd, EpollFlags.of(interest, trigger), token);
    }

    void deregister(int fd) throws IOException {
        change(EPOLL_CTL_DEL, fd, 0, 0);
    }

    private void change(int operation, int fd, int flags, long token) throws IOException {
        if (isOwn(fd)) {
            throw new IllegalArgumentException("descriptor " + fd + " is this Poll's own");
        }
        changes.lock();
        try {
            check(operation, ctl(operation, fd, flags, token), fd, "descriptor " + fd);
        } finally {
            changes.unlock();
        }
    }

    // ---- registering

    /** 0 or errno. */
    private int ctl(int operation, int fd, int flags, long token) {
        if (token == EpollEvents.OWN_TOKEN) {
            events.tellOwn();
        }
        Epoll.EVENT.set(change, flags, token);
        return Epoll.ctl(changeState, epfd, operation, fd, change) == 0 ? 0 : changeState.errno();
    }

    private static void check(int operation, int errno, int fd, Object source) throws IOException {
        switch (errno) {
            case 0 -> {}
            case Errno.EEXIST ->
                throw new AlreadyRegisteredException(source + " is registered already; reregister changes it");
            case Errno.ENOENT -> throw notRegistered(source);
            case Errno.EPERM ->
                throw new IOException(call(operation, fd) + ": " + Errno.describe(errno)
                        + "; such files cannot be polled because they are always ready");
            default -> throw Errno.exception(call(operation, fd), errno);
        }
    }

    private static String call(int operation, int fd) {
        return "epoll_ctl(" + name(operation) + ", fd " + fd + ")";
    }

    /** What cannot be registered is not. */
    private static void checkRegistrable(SelectableChannel channel) {
        if (!ChannelDescriptors.has(channel)) {
            throw notRegistered(channel);
        }
    }

    private static NotRegisteredException notRegistered(Object source) {
        return new NotRegisteredException(source + " is not registered with this Poll");
    }

    private static String name(int operation) {
        return switch (operation) {
            case EPOLL_CTL_ADD -> "ADD";
            case EPOLL_CTL_MOD -> "MOD";
            default -> "DEL";
        };
    }

    // ---- selecting and closing

    /** What it has to report; for the polling thread, which reads it without a step more than it needs. */
    EpollEvents events() {
        return events;
    }

    void close() throws IOException {
        Errno.checkBackend(Unistd.close(changeState, epfd), changeState, "close(epoll)");
    }
}
