package dev.vedette.internal.nio;

import dev.vedette.internal.ReadyList;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.Arrays;

/**
 * The keys that the selections of a poll have shown, and the order in which they are served. Used by the polling
 * thread.
 *
 * <p>More channels can be ready than a poll has room for, and more than one selection shows. Let N be the number of
 * channels that are always ready, C the capacity of a poll, and W what a Selector shows in one selection. Assumptions:
 *
 * <ol>
 *   <li>A selection shows all keys that are ready, or W of them: 1024 on Linux, 256 on macOS and Windows
 *       ({@code NUM_EPOLLEVENTS}, {@code MAX_KEVENTS} in the JDK). The kernel puts those that it has shown behind the
 *       others, so that selections go round: see {@code ep_send_events} in Linux and {@code kqueue_scan} in the BSDs.
 *   <li>No selection takes place between two polls, or else the second poll selects until it has seen all keys that are
 *       ready; see {@link NioBackend}.
 * </ol>
 *
 * <p>Protocol: All registrations are in one queue. A poll serves those that it is shown and that are foremost in the
 * queue, in that order, and puts them at the end. A new registration is put at the end too, and one that is changed
 * keeps its place, so that no program comes first by registering again. A registration holds its place: the number of
 * events that had been delivered when it was put at the end. Nothing else has to be stored, or moved.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>A key that is shown but not served has C fewer before it afterwards. The C that are served were before it, and
 *       are behind it now.
 *   <li>If N ≤ W, a key is served by every (N / C)th poll, rounded up, which is its fair share. Every poll shows the
 *       key, and N − 1 are before it at most.
 *   <li>If N > W, a key waits for no more than about 3 N / C polls, where N / C is fair. Every (N / W + 1)th poll shows
 *       it, together with keys that are less than W away from it in the order in which the kernel goes round. These are
 *       2 W at most, so that the key is served when it has been shown 2 W / C times. If N < 2 W, these are N, and every
 *       other poll shows the key.
 *   <li>In the long run all are served equally often but for a few percent (measured): a key that has waited longer is
 *       further to the front the next time.
 * </ol>
 */
final class ReadyKeys {
    private final ByAge byAge = new ByAge();

    /** The registrations of the keys, {@code count} of them. */
    private Registration[] keys = new Registration[64];

    private int count;

    /** The number of the poll. */
    private int poll;

    /**
     * How many events have been delivered: the place at the end of the queue. Threads that register read it too; an old
     * value costs others a turn. So does a number that has come round while a key was idle.
     */
    private int delivered;

    /** Where a new registration is put, for any thread. */
    int endOfQueue() {
        return delivered;
    }

    /** Begins a poll, with no keys. */
    void begin() {
        poll++;
        count = 0;
    }

    /** Lets go of the keys. */
    void end() {
        for (int i = 0; i < count; i++) {
            keys[i] = null;
        }
    }

    /** How many keys there are. */
    int size() {
        return count;
    }

    /** Adds a key, or what else it is ready for: on macOS, reading and writing are two events. */
    void add(SelectionKey key, Registration registration) {
        try {
            int operations = key.readyOps();
            if (registration.shownIn == poll) {
                registration.readyOperations |= operations;
            } else {
                registration.shownIn = poll;
                registration.readyOperations = operations;
                registration.key = key;
                if (count == keys.length) {
                    keys = Arrays.copyOf(keys, 2 * count);
                }
                keys[count++] = registration;
            }
        } catch (CancelledKeyException e) {
            // deregistered or closed meanwhile
        }
    }

    /** Serves the keys, as far as there is room. */
    void deliver(ReadyList ready) {
        if (count <= ready.capacity() - ready.size()) {
            for (int i = 0; i < count; i++) {
                deliver(keys[i], ready);
            }
        } else if (!ready.isFull()) {
            deliverForemost(ready);
        }
    }

    private void deliverForemost(ReadyList ready) {
        byAge.reserve(count);
        for (int i = 0; i < count; i++) {
            byAge.set(i, delivered - keys[i].place);
        }
        byAge.sort(count);
        for (int i = 0; i < count && !ready.isFull(); i++) {
            deliver(keys[byAge.get(i)], ready);
        }
    }

    private void deliver(Registration registration, ReadyList ready) {
        int readiness = registration.readiness();
        if (readiness != 0 && (!registration.oneshot || registration.disarm())) {
            delivered++;
            registration.place = delivered;
            ready.add(registration.token, readiness);
        }
    }
}
