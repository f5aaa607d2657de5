package dev.vedette.internal.linux;

import dev.vedette.internal.PollBackend;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;

/**
 * Waits for an epoll instance in a {@link Selector}, which parks a virtual thread where a native wait would hold its
 * carrier. Selectors do so since Java 24 (JEP 491). Before, a wait in a Selector has no advantage.
 *
 * <p>The first wait opens it. Used by the polling thread, except for {@link #forbid} and {@link #close}.
 */
final class ParkingWait {
    private static final boolean SELECTORS_PARK = Runtime.version().feature() >= 24;

    private final EpollSet set;
    private volatile boolean possible = SELECTORS_PARK;
    private Selector selector;
    private NestedEpollChannel nested;

    ParkingWait(EpollSet set) {
        this.set = set;
    }

    /**
     * Returns when there may be an event, at the latest after the timeout, in whole milliseconds, or when the thread is
     * interrupted. Takes no event. {@code false} if it has not waited; the caller then waits in a way that holds the
     * carrier.
     */
    boolean await(long timeoutNs) {
        if (!possible) {
            return false;
        }
        try {
            if (selector == null) {
                open();
            }
            if (timeoutNs == PollBackend.FOREVER) {
                selector.select(key -> {});
            } else {
                selector.select(key -> {}, PollBackend.roundUpToMs(timeoutNs));
            }
            return true;
        } catch (UnsupportedOperationException e) {
            possible = false;
            return false;
        } catch (IOException e) {
            return false; // no descriptors left, or refused by the kernel; the next wait tries again
        }
    }

    /** Forbids later waits, from any thread. The caller ends a wait in progress. */
    void forbid() {
        possible = false;
    }

    private void open() throws IOException {
        Selector opened = SelectorProvider.provider().openSelector();
        boolean isNested = false;
        try {
            nested = NestedEpollChannel.open(set, opened, key -> isShown(opened, key));
            isNested = true;
        } finally {
            if (!isNested) {
                opened.close();
            }
        }
        selector = opened;
    }

    private static boolean isShown(Selector selector, SelectionKey key) throws IOException {
        return selector.selectNow(shown -> {}) > 0 && key.isValid();
    }

    void close() throws IOException {
        if (selector != null) {
            try {
                selector.close();
            } finally {
                nested.close();
            }
        }
    }
}
