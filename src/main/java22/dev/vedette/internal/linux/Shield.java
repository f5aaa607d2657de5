package dev.vedette.internal.linux;

import static dev.vedette.internal.linux.Epoll.EPOLLET;
import static dev.vedette.internal.linux.Epoll.EPOLLIN;
import static dev.vedette.internal.linux.Epoll.EPOLLONESHOT;
import static dev.vedette.internal.linux.Epoll.EPOLLOUT;
import static dev.vedette.internal.linux.Epoll.EPOLLPRI;
import static dev.vedette.internal.linux.Epoll.EPOLLRDHUP;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_ADD;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_DEL;
import static dev.vedette.internal.linux.Epoll.EPOLL_CTL_MOD;

import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The descriptors of an {@link EpollSet} that may forget their condition when they are asked for it.
 *
 * <p>The kernel finds out whether a file is ready by calling the poll function of its driver. Some of these functions
 * clear the condition that they report, so that they report it once: those of a PSI trigger, {@code /proc/self/mounts},
 * {@code /proc/sys/kernel/hostname}, a perf event and some devices. That is right for a single epoll instance. But if
 * an outer instance watches the instance, a wait for the outer one calls the poll functions too, and learns only that
 * something is ready. A wait for the inner one then finds nothing. A Selector is such an outer instance. If a virtual
 * thread waits in it, the instance of the JDK's poller thread is another, and the Selector itself finds nothing.
 *
 * <p>So these descriptors are not in the set. They are in two other epoll instances:
 *
 * <ul>
 *   <li>The <em>relay</em> tells the set that a driver has signalled something. It is in the set, edge-triggered. Its
 *       first file is the <em>guard</em>, an eventfd that is always readable. To find out whether the relay is ready,
 *       the kernel goes through the ready list of the relay and stops at the first file that is ready (see
 *       {@code __ep_eventpoll_poll} in {@code fs/eventpoll.c}). That is the guard: only a wait for the relay itself
 *       would change the order, and nothing waits for it. So no outer wait calls the poll function of a descriptor, at
 *       any depth. The signal of a driver still goes through all instances, because it calls no poll function.
 *   <li>The <em>inside</em> holds the descriptors as the program has registered them, with token and trigger. It is in
 *       no other instance, and only {@link #take} waits for it.
 * </ul>
 *
 * <p>Three rules make sure that no event is lost and no loop spins:
 *
 * <ol>
 *   <li>A signal makes the next wait for the set report the relay, whatever outer instances have asked before: the
 *       relay is always ready, and only a wait for the set takes the edge. After that wait, {@code take} looks inside.
 *       A later signal makes the wait after it report the relay again.
 *   <li>A driver signals a condition once, but a condition that lasts is reported by every poll. So a {@code take} that
 *       finds something makes the guard signal. The next wait ends at once and looks inside again. A {@code take} that
 *       finds nothing does not signal, so a poll without events sleeps.
 *   <li>{@code epoll_ctl} calls the poll function too, and so can clear a condition. It then signals the instances that
 *       watch the relay. One of them is the <em>witness</em>: if it was signalled in the course of a change, the
 *       descriptor is <em>pending</em>, and the next {@code take} reports it. Such an event may be spurious, if another
 *       descriptor signalled at that moment, or if the interest includes another condition, which lasts. A change
 *       removes the descriptor from the relay and adds it again, because the kernel signals for a file that is added
 *       and is ready, but not always for one that is modified.
 * </ol>
 *
 * <p><b>Paused descriptors.</b> A descriptor without an interest in a condition is in the relay alone, where no wait
 * calls its poll function, so that its condition is kept. If the change that pauses it clears a condition, the
 * descriptor is pending and stays so until the change that resumes it. The relay watches it for every condition;
 * otherwise the witness would not be signalled in such a change.
 *
 * <p>Only the kernel knows what is registered, as in the set. A descriptor that is closed leaves both instances. One
 * that is pending is reported only if it is still there. A one-shot descriptor that is reported because it is pending
 * is removed from the inside, and the next change adds it again.
 *
 * <p>Before Linux 5.5, the kernel signals a nested instance again each time that it has asked it, as long as something
 * is in its ready list. With a guard this never ends, so there is no shield on such a kernel.
 *
 * <p>Guarded by the lock of the set.
 */
final class Shield {
    private static final int MAX_EVENTS = 64;

    private static final int CONDITIONS = EPOLLIN | EPOLLOUT | EPOLLPRI;

    private final CallState state;
    private final MemorySegment event;
    private final MemorySegment events;

    private final int guard;
    private final int relay;
    private final int inside;
    private final int witness;

    private final List<Pending> pending = new ArrayList<>();

    /** A descriptor whose condition may have been cleared by registering it. */
    private record Pending(int fd, int flags, long token) {
        boolean isPaused() {
            return Shield.isPaused(flags);
        }

        int readiness() {
            return EpollFlags.readiness(flags & ~EPOLLRDHUP);
        }
    }

    private Shield(Arena arena, int[] fds) {
        state = CallState.allocate(arena);
        event = Epoll.EVENT.allocate(arena, 1);
        events = Epoll.EVENT.allocate(arena, MAX_EVENTS);
        guard = fds[0];
        relay = fds[1];
        inside = fds[2];
        witness = fds[3];
    }

    /**
     * A new one, to whose {@link #relay} the set then listens.
     *
     * @throws UnsupportedOperationException if the kernel is too old
     */
    static Shield open() throws IOException {
        Arena arena = Arena.ofAuto();
        CallState state = CallState.allocate(arena);
        int[] fds = {-1, -1, -1, -1};
        try {
            fds[0] = Errno.checkBackend(Eventfd.create(state, false), state, "eventfd");
            for (int i = 1; i < fds.length; i++) {
                fds[i] = Errno.checkBackend(Epoll.create(state), state, "epoll_create1");
            }
            Shield shield = new Shield(arena, fds);
            shield.build();
            return shield;
        } catch (IOException | UnsupportedOperationException e) {
            close(state, fds);
            throw e;
        }
    }

    private void build() throws IOException {
        signal();
        require("epoll_ctl(ADD, guard)", ctl(relay, EPOLL_CTL_ADD, guard, EPOLLIN, 0));
        require("epoll_ctl(ADD, relay)", ctl(witness, EPOLL_CTL_ADD, relay, EPOLLIN | EPOLLET, 0));
        if (!wasSignalled() || wasSignalled()) {
            throw refusal();
        }
    }

    /** What there is to say if there is no shield. */
    static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "this kind of descriptor may forget its readiness when it is asked for,"
                        + " so that a nested epoll instance needs Linux 5.5 or newer; the EPOLL backend serves it on any");
    }

    private static void require(String call, int errno) throws IOException {
        if (errno != 0) {
            throw Errno.exception(call, errno);
        }
    }

    /** The instance that signals to the set, which watches it for input, edge-triggered. */
    int relay() {
        return relay;
    }

    /** Everything that is open. */
    int[] fds() {
        return new int[] {guard, relay, inside, witness};
    }

    // ---- registering; each gives 0 or errno

    int add(int fd, int flags, long token) {
        wasSignalled();
        int errno = addToRelay(fd, flags, token);
        if (errno == 0) {
            forget(fd); // another descriptor, which was closed and had this number
            if (!isPaused(flags)) {
                errno = ctl(inside, EPOLL_CTL_ADD, fd, flags, token);
            }
            settle(errno, fd, flags, token, false);
        }
        return errno;
    }

    int modify(int fd, int flags, long token) {
        wasSignalled();
        int errno = ctl(relay, EPOLL_CTL_DEL, fd, 0, 0);
        if (errno == 0) {
            boolean wasPending = forget(fd);
            errno = addToRelay(fd, flags, token);
            if (errno == 0 && isPaused(flags)) {
                ctl(inside, EPOLL_CTL_DEL, fd, 0, 0);
            } else if (errno == 0) {
                errno = ctl(inside, EPOLL_CTL_MOD, fd, flags, token);
                if (errno == Errno.ENOENT) {
                    errno = ctl(inside, EPOLL_CTL_ADD, fd, flags, token);
                }
            }
            settle(errno, fd, flags, token, wasPending);
        }
        return errno;
    }

    int delete(int fd) {
        int errno = ctl(relay, EPOLL_CTL_DEL, fd, 0, 0);
        ctl(inside, EPOLL_CTL_DEL, fd, 0, 0);
        forget(fd);
        return errno;
    }

    /** Nothing takes events from the relay; the token is for {@link #describe}. */
    private int addToRelay(int fd, int flags, long token) {
        int watched = isPaused(flags) ? CONDITIONS : flags & ~(EPOLLET | EPOLLONESHOT);
        return ctl(relay, EPOLL_CTL_ADD, fd, watched, token);
    }

    private static boolean isPaused(int flags) {
        return (flags & CONDITIONS) == 0;
    }

    /** A change that failed half-way leaves nothing behind. */
    private void settle(int errno, int fd, int flags, long token, boolean wasPending) {
        if (errno != 0) {
            delete(fd);
        } else if (wasSignalled() || wasPending) {
            pending.add(new Pending(fd, flags, token));
            if (wasPending) {
                signal(); // a take may have consumed the signal of its condition while it was paused
            }
        }
    }

    private boolean forget(int fd) {
        return pending.removeIf(one -> one.fd == fd);
    }

    /** Since it was last asked. */
    private boolean wasSignalled() {
        return Epoll.await(witness, events, 1, 0) != 0;
    }

    /** Adds a line for each descriptor. */
    void describe(List<String> lines) throws IOException {
        Set<Integer> armed = new HashSet<>();
        for (Fdinfo one : Fdinfo.of(inside)) {
            armed.add(one.fd());
            lines.add(one.describe());
        }
        for (Fdinfo one : Fdinfo.of(relay)) {
            if (one.fd() != guard && !armed.contains(one.fd())) {
                lines.add(one.describe("NONE or disarmed"));
            }
        }
    }

    // ---- taking

    /** Makes the set report the relay. */
    void signal() {
        Eventfd.signal(guard);
    }

    /** Adds what there is, at most so much, which is at least 1; and signals unless it was nothing. */
    void take(ReadyList ready, int room) throws IOException {
        int start = ready.size();
        takePending(ready, room);
        int firstOfInside = ready.size();
        int left = room - (firstOfInside - start);
        if (left > 0) {
            takeInside(ready, left, start, firstOfInside);
        }
        if (ready.size() > start) {
            signal();
        }
    }

    private void takePending(ReadyList ready, int room) {
        Iterator<Pending> iterator = pending.iterator();
        for (int i = 0; i < room && iterator.hasNext(); ) {
            Pending one = iterator.next();
            if (!one.isPaused()) {
                iterator.remove();
                if (claim(one)) {
                    ready.add(one.token, one.readiness());
                    i++;
                }
            }
        }
    }

    /** {@code false} if it is not registered any more: it was closed. */
    private boolean claim(Pending one) {
        boolean oneshot = (one.flags & EPOLLONESHOT) != 0;
        return ctl(inside, oneshot ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, one.fd, one.flags, one.token) == 0;
    }

    private void takeInside(ReadyList ready, int room, int start, int end) throws IOException {
        int maxEvents = Math.min(room, MAX_EVENTS);
        int count = Epoll.poll(state, inside, events, maxEvents);
        if (count < 0) {
            throw Errno.exception("epoll_wait", state.errno());
        }
        for (int i = 0; i < count; i++) {
            long offset = (long) i * Epoll.EVENT.size();
            long token = Epoll.EVENT.data(events, offset);
            int readiness = EpollFlags.readiness(Epoll.EVENT.events(events, offset));
            if (!ready.merge(start, end, token, readiness)) {
                ready.add(token, readiness);
            }
        }
    }

    // ---- closing

    void close() {
        close(state, fds());
    }

    private static void close(CallState state, int[] fds) {
        for (int fd : fds) {
            if (fd != -1) {
                Unistd.close(state, fd);
            }
        }
    }

    private int ctl(int epfd, int operation, int fd, int flags, long token) {
        Epoll.EVENT.set(event, flags, token);
        return Epoll.ctl(state, epfd, operation, fd, event) == 0 ? 0 : state.errno();
    }
}
