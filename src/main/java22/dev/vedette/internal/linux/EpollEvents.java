package dev.vedette.internal.linux;

import dev.vedette.internal.PollBackend;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Waits for the events of an epoll(7) instance and decodes them. The polling thread's. */
final class EpollEvents {
    /**
     * In the data of the library's own descriptor. A program may use it as a token all the same; see {@link #tellOwn}.
     */
    static final long OWN_TOKEN = 0x7665_6465_7474_6521L;

    private static final int INITIAL_EVENTS = 64;

    private final EpollSet set;
    private final int epfd;

    /** Written by threads that register. */
    private volatile boolean ownIsTold;

    /** Which of the two had the only place when there was one for a token that is told and a shield. */
    private boolean shieldIsNext;

    // Scratch memory; the collector's to free, see EpollSet.
    private final CallState state;
    private final MemorySegment timespec;
    private MemorySegment buffer;
    private int bufferCapacity = INITIAL_EVENTS;

    EpollEvents(EpollSet set) {
        Arena arena = Arena.ofAuto();
        this.set = set;
        this.epfd = set.fd();
        state = CallState.allocate(arena);
        timespec = arena.allocate(Epoll.TIMESPEC_SIZE, Long.BYTES);
        buffer = Epoll.EVENT.allocate(arena, bufferCapacity);
    }

    /**
     * Says that a program uses {@link #OWN_TOKEN} as a token. From then on wake-ups are reported under it too: they are
     * spurious events then, where a lost one would be a fault.
     */
    void tellOwn() {
        ownIsTold = true;
    }

    /**
     * As {@link PollBackend#select}; {@code false} if the kernel had nothing to report, no wake-up either. The decoding
     * has no method of its own: with a frame more, C2 stops inlining what reads the events, and 64 of them cost 7 %
     * more.
     */
    boolean select(ReadyList ready, long timeoutNs) throws IOException {
        boolean any = false;
        int before = ready.size();
        int room = Math.min(ready.capacity() - before, Epoll.MAX_EVENTS);
        if (room > bufferCapacity) {
            buffer = Epoll.EVENT.allocate(Arena.ofAuto(), room);
            bufferCapacity = room;
        }
        int count;
        do {
            count = await(room, timeoutNs);
            any |= count > 0;
            long end = (long) count * Epoll.EVENT.size();
            for (long offset = 0; offset < end; offset += Epoll.EVENT.size()) {
                long token = Epoll.EVENT.data(buffer, offset);
                if (token != OWN_TOKEN || isToldOwn(ready, end - offset)) {
                    ready.add(token, EpollFlags.readiness(Epoll.EVENT.events(buffer, offset)));
                }
            }
            // again, if a wake-up that came late had the only place and there is no other wait in which to look
        } while (timeoutNs == 0 && count == room && ready.size() == before);
        return any;
    }

    /**
     * Says whether an event of {@link #OWN_TOKEN} is one of the program. It may also be one of the {@link Shield},
     * whose events are added, as far as there is room beside this event and those of the set that follow in the buffer.
     */
    private boolean isToldOwn(ReadyList ready, long bytesInBuffer) throws IOException {
        if (!set.hasShield()) {
            return ownIsTold;
        }
        int room = ready.capacity() - ready.size() - (int) (bytesInBuffer / Epoll.EVENT.size()) + 1;
        if (!ownIsTold) {
            set.takeShielded(ready, room);
            return false;
        }
        if (room > 1) {
            set.takeShielded(ready, room - 1);
            return true;
        }
        shieldIsNext = !shieldIsNext;
        if (shieldIsNext) {
            set.signalShield();
            return true;
        }
        int before = ready.size();
        set.takeShielded(ready, 1);
        return ready.size() == before;
    }

    /** A signal ends a wait without a fault, and then what is there by now is taken. */
    private int await(int maxEvents, long timeoutNs) throws IOException {
        int count = callAwait(maxEvents, timeoutNs);
        if (count < 0) {
            count = Epoll.poll(state, epfd, buffer, maxEvents);
            if (count < 0) {
                throw Errno.exception("epoll_wait", state.errno());
            }
        }
        return count;
    }

    private int callAwait(int maxEvents, long timeoutNs) {
        if (timeoutNs == 0) {
            return Epoll.await(epfd, buffer, maxEvents, 0);
        }
        if (timeoutNs == PollBackend.FOREVER) {
            return Epoll.await(epfd, buffer, maxEvents, -1);
        }
        if (Epoll.hasNanoseconds()) {
            return Epoll.awaitNs(epfd, buffer, maxEvents, timeoutNs, timespec);
        }
        long timeoutMs = PollBackend.roundUpToMs(timeoutNs); // what is too long comes back early
        return Epoll.await(epfd, buffer, maxEvents, (int) Math.min(Integer.MAX_VALUE, timeoutMs));
    }
}
