package dev.vedette.internal.selector;

import dev.vedette.internal.PollRecorder;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * The observed selectors, by their identity: a hash table of weak references, read without a lock.
 *
 * <p>Chains change in place, in the monitor of this table. A reader may therefore miss a selector that is in the table,
 * while the table grows. It then calls {@link #add}, which looks again in the monitor.
 */
final class SelectorTable {
    private static final int INITIAL_SIZE = 64;

    private final ReferenceQueue<Selector> collected = new ReferenceQueue<>();

    /** The heads of the chains. Their number is a power of two. */
    private volatile AtomicReferenceArray<WatchedSelector> buckets = new AtomicReferenceArray<>(INITIAL_SIZE);

    /** Guarded by {@code this}. */
    private int size;

    /** Returns what observes the selector; {@code null} if it is not found. */
    WatchedSelector get(Selector selector) {
        WatchedSelector watched = chain(buckets, System.identityHashCode(selector));
        while (watched != null && !watched.refersTo(selector)) {
            watched = watched.next;
        }
        return watched;
    }

    private static WatchedSelector chain(AtomicReferenceArray<WatchedSelector> buckets, int hash) {
        return buckets.get(hash & (buckets.length() - 1));
    }

    /** Returns what observes the selector, and begins to observe it if nothing does. */
    synchronized WatchedSelector add(Selector selector, Function<Selector, PollRecorder> newRecorder) {
        removeCollected();
        WatchedSelector watched = get(selector);
        if (watched == null) {
            watched = new WatchedSelector(selector, collected, newRecorder.apply(selector));
            if (++size > buckets.length()) {
                grow();
            }
            link(buckets, watched);
        }
        return watched;
    }

    private void grow() {
        AtomicReferenceArray<WatchedSelector> larger = new AtomicReferenceArray<>(2 * buckets.length());
        for (int i = 0; i < buckets.length(); i++) {
            WatchedSelector watched = buckets.get(i);
            while (watched != null) {
                WatchedSelector next = watched.next;
                link(larger, watched);
                watched = next;
            }
        }
        buckets = larger;
    }

    private static void link(AtomicReferenceArray<WatchedSelector> buckets, WatchedSelector watched) {
        watched.next = chain(buckets, watched.hash);
        buckets.set(watched.hash & (buckets.length() - 1), watched);
    }

    /** Stops observing the selector, which is closed. Does nothing if it was not observed. */
    synchronized void remove(Selector selector) {
        WatchedSelector watched = get(selector);
        if (watched != null) {
            remove(watched);
        }
        removeCollected();
    }

    /** A selector that was let go of without being closed has no other end. */
    private void removeCollected() {
        for (Reference<?> reference = collected.poll(); reference != null; reference = collected.poll()) {
            remove((WatchedSelector) reference);
        }
    }

    /** Does nothing if it is not in the table, because its selector was closed before it was collected. */
    private void remove(WatchedSelector removed) {
        int bucket = removed.hash & (buckets.length() - 1);
        WatchedSelector previous = null;
        for (WatchedSelector watched = buckets.get(bucket); watched != null; watched = watched.next) {
            if (watched == removed) {
                if (previous == null) {
                    buckets.set(bucket, watched.next);
                } else {
                    previous.next = watched.next;
                }
                size--;
                removed.closed();
                return;
            }
            previous = watched;
        }
    }

    synchronized void enableStatistics() {
        for (int i = 0; i < buckets.length(); i++) {
            for (WatchedSelector watched = buckets.get(i); watched != null; watched = watched.next) {
                watched.enableStatistics();
            }
        }
    }
}
