package dev.vedette.internal.linux;

import dev.vedette.internal.PollBackend;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Waits for the events of an epoll(7) instance and decodes them. The polling thread's. */
final class EpollEvents {
    /** The token of the library's own descriptors. A program may use it too; see {@link #noteWakeTokenInUse}. */
    static final long WAKE_TOKEN = 0x7665_6465_7474_6521L;

    private static final int INITIAL_EVENTS = 64;

    private final EpollSet set;
    private final int epfd;

    /** Written by threads that register. */
    private volatile boolean wakeTokenInUse;

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
     * Notes that the program uses {@link #WAKE_TOKEN}. From then on wake-ups are reported under it too. They are
     * spurious events; without them, events of the program could be lost.
     */
    void noteWakeTokenInUse() {
        wakeTokenInUse = true;
    }

    /**
     * As {@link PollBackend#select}; {@code false} if the kernel reports nothing, not even a wake-up. The decoding is
     * not a method of its own: with one more frame, C2 does not inline the code that reads the events, and 64 of them
     * cost 7 % more.
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
                if (token != WAKE_TOKEN || isProgramEvent(ready, end - offset)) {
                    ready.add(token, EpollFlags.readiness(Epoll.EVENT.events(buffer, offset)));
                }
            }
            // again if a late wake-up took the only place, because no other wait follows in which to look
        } while (timeoutNs == 0 && count == room && ready.size() == before);
        return any;
    }

    /**
     * Says whether an event of {@link #WAKE_TOKEN} is one of the program. It may also be one of the {@link Shield},
     * whose events are added, as far as there is room beside this event and those of the set that follow in the buffer.
     */
    private boolean isProgramEvent(ReadyList ready, long bytesInBuffer) throws IOException {
        if (!set.hasShield()) {
            return wakeTokenInUse;
        }
        int room = ready.capacity() - ready.size() - (int) (bytesInBuffer / Epoll.EVENT.size()) + 1;
        if (!wakeTokenInUse) {
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

    /** A signal ends a wait. The events that have arrived by then are taken. */
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
        long timeoutMs = PollBackend.roundUpToMs(timeoutNs); // a wait that is too long for an int returns early
        return Epoll.await(epfd, buffer, maxEvents, (int) Math.min(Integer.MAX_VALUE, timeoutMs));
    }
}
