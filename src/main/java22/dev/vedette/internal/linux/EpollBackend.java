package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLLET;
import static dev.vedette.internal.linux.Epoll.EPOLLIN;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_ADD;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_DEL;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_MOD;

import dev.vedette.AlreadyRegisteredException;
import dev.vedette.Backend;
import dev.vedette.NotRegisteredException;
import dev.vedette.Trigger;
import dev.vedette.internal.PollBackend;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries a poll on Linux's epoll(7). There is no map of registrations: the kernel holds them, and the token travels in
 * {@code epoll_data}.
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
final class EpollBackend implements PollBackend {
    /** In the data of the wake-up descriptor. A program may use it as a token all the same; see {@link #ambiguous}. */
    static final long WAKE_TOKEN = 0x7665_6465_7474_6521L;

    private static final int INITIAL_EVENTS = 64;

    private final int epfd;

    /** An eventfd, registered edge-triggered: every write is an event, and it need never be read. */
    private final int wakeFd;

    /**
     * Whether {@link #WAKE_TOKEN} has been registered as a token. From then on wake-ups are reported under it too: they
     * are spurious events then, where a lost one would be a fault.
     */
    private volatile boolean ambiguous;

    private final ReentrantLock changes = new ReentrantLock();

    // Scratch memory, guarded by changes. All memory is the collector's to free: closing an arena that threads share
    // costs milliseconds under load.
    private final MemorySegment changeState;
    private final MemorySegment change;

    // Scratch memory of the polling thread.
    private final MemorySegment waitState;
    private final MemorySegment timespec;
    private MemorySegment buffer;
    private int bufferCapacity = INITIAL_EVENTS;

    EpollBackend() throws IOException {
        Arena arena = Arena.ofAuto();
        changeState = Downcalls.newCallState(arena);
        change = Epoll.EVENT.allocate(arena, 1);
        waitState = Downcalls.newCallState(arena);
        timespec = arena.allocate(Epoll.TIMESPEC_SIZE, Long.BYTES);
        buffer = Epoll.EVENT.allocate(arena, bufferCapacity);
        epfd = require("epoll_create1", Epoll.create(changeState));
        int eventfd = -1;
        try {
            eventfd = require("eventfd", EventFdCalls.create(changeState));
            Epoll.EVENT.set(change, EPOLLIN | EPOLLET, WAKE_TOKEN);
            require("epoll_ctl(ADD, eventfd)", Epoll.ctl(changeState, epfd, EPOLL_CTL_ADD, eventfd, change));
        } catch (IOException | UnsupportedOperationException e) {
            if (eventfd != -1) {
                Unistd.close(changeState, eventfd);
            }
            Unistd.close(changeState, epfd);
            throw e;
        }
        wakeFd = eventfd;
    }

    /** A call that the kernel does not know, or that a filter forbids, is no accident: there is no EPOLL here. */
    private int require(String call, int result) throws IOException {
        if (result == -1) {
            int errno = Downcalls.errno(changeState);
            if (errno == Errno.ENOSYS || errno == Errno.EPERM || errno == Errno.EACCES) {
                throw new UnsupportedOperationException("the system forbids " + call + ": " + Errno.describe(errno));
            }
            throw Errno.exception(call, errno);
        }
        return result;
    }

    @Override
    public Backend kind() {
        return Backend.EPOLL;
    }

    @Override
    public boolean supports(Trigger trigger) {
        return true;
    }

    @Override
    public boolean seesChangesWhileWaiting() {
        return true;
    }

    @Override
    public boolean waitsInterruptibly() {
        return false;
    }

    // ---- registering channels

    @Override
    public void register(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, channel, EpollFlags.of(interest, trigger), token);
    }

    @Override
    public void reregister(SelectableChannel channel, long token, int interest, Trigger trigger) throws IOException {
        checkRegistrable(channel);
        change(EPOLL_CTL_MOD, channel, EpollFlags.of(interest, trigger), token);
    }

    @Override
    public void deregister(SelectableChannel channel) throws IOException {
        checkRegistrable(channel);
        change(EPOLL_CTL_DEL, channel, 0, 0);
    }

    /**
     * Closing releases the descriptor and the kernel forgets it, unless something else holds it, such as a Selector that
     * it is registered with. So it is deleted first.
     */
    @Override
    public void close(SelectableChannel channel) throws IOException {
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

    @Override
    public void register(int fd, long token, int interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_ADD, fd, EpollFlags.of(interest, trigger), token);
    }

    @Override
    public void reregister(int fd, long token, int interest, Trigger trigger) throws IOException {
        change(EPOLL_CTL_MOD, fd, EpollFlags.of(interest, trigger), token);
    }

    @Override
    public void deregister(int fd) throws IOException {
        change(EPOLL_CTL_DEL, fd, 0, 0);
    }

    private void change(int operation, int fd, int flags, long token) throws IOException {
        if (fd == epfd || fd == wakeFd) {
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
        if (token == WAKE_TOKEN) {
            ambiguous = true;
        }
        Epoll.EVENT.set(change, flags, token);
        return Epoll.ctl(changeState, epfd, operation, fd, change) == 0 ? 0 : Downcalls.errno(changeState);
    }

    private static void check(int operation, int errno, int fd, Object source) throws IOException {
        switch (errno) {
            case 0 -> {}
            case Errno.EEXIST ->
                throw new AlreadyRegisteredException(source + " is registered already; reregister changes it");
            case Errno.ENOENT -> throw notRegistered(source);
            default -> throw Errno.exception("epoll_ctl(" + name(operation) + ", fd " + fd + ")", errno);
        }
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

    // ---- selecting

    @Override
    public void select(ReadyList ready, long timeoutNs) throws IOException {
        int room = Math.min(ready.capacity() - ready.size(), Epoll.MAX_EVENTS);
        if (room > bufferCapacity) {
            buffer = Epoll.EVENT.allocate(Arena.ofAuto(), room);
            bufferCapacity = room;
        }
        int count = await(room, timeoutNs);
        boolean found = decode(ready, count);
        if (!found && count == room && timeoutNs == 0) {
            // a wake-up that came late had taken the only place, and there is no other wait in which to look again
            decode(ready, await(room, 0));
        }
    }

    /** A signal ends a wait without a fault, and then what is there by now is taken. */
    private int await(int maxEvents, long timeoutNs) throws IOException {
        int count = callAwait(maxEvents, timeoutNs);
        if (count < 0) {
            count = Epoll.poll(waitState, epfd, buffer, maxEvents);
            if (count < 0) {
                throw Errno.exception("epoll_wait", Downcalls.errno(waitState));
            }
        }
        return count;
    }

    private int callAwait(int maxEvents, long timeoutNs) {
        if (timeoutNs == 0) {
            return Epoll.await(epfd, buffer, maxEvents, 0);
        }
        if (timeoutNs == FOREVER) {
            return Epoll.await(epfd, buffer, maxEvents, -1);
        }
        if (Epoll.hasNanoseconds()) {
            return Epoll.awaitNs(epfd, buffer, maxEvents, timeoutNs, timespec);
        }
        long timeoutMs = PollBackend.roundUpToMs(timeoutNs); // what is too long comes back early
        return Epoll.await(epfd, buffer, maxEvents, (int) Math.min(Integer.MAX_VALUE, timeoutMs));
    }

    /** {@code false} if there was no event of a source. */
    private boolean decode(ReadyList ready, int count) {
        boolean found = false;
        long end = (long) count * Epoll.EVENT.size();
        for (long offset = 0; offset < end; offset += Epoll.EVENT.size()) {
            long token = Epoll.EVENT.data(buffer, offset);
            if (token != WAKE_TOKEN || ambiguous) {
                ready.add(token, EpollFlags.readiness(Epoll.EVENT.events(buffer, offset)));
                found = true;
            }
        }
        return found;
    }

    // ---- waking and closing

    @Override
    public void wakeup() {
        if (!EventFdCalls.signal(wakeFd)) {
            throw new IllegalStateException("write(eventfd " + wakeFd + ") failed: was it closed by somebody else?");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            require("close(eventfd)", Unistd.close(changeState, wakeFd));
        } finally {
            require("close(epoll)", Unistd.close(changeState, epfd));
        }
    }
}
