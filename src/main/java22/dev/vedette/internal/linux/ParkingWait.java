package dev.vedette.internal.linux;

import dev.vedette.internal.PollBackend;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;

/**
 * Waits for an epoll instance in a {@link Selector}, which parks a virtual thread where a native wait would hold its
 * carrier. Selectors do so since Java 24 (JEP 491); before, this would be a detour.
 *
 * <p>Opened by the first wait. The polling thread's, but for closing.
 */
final class ParkingWait {
    private static final boolean SELECTORS_PARK = Runtime.version().feature() >= 24;

    private final EpollSet set;
    private volatile boolean possible = SELECTORS_PARK;
    private Selector selector;
    private NestedChannel nested;

    ParkingWait(EpollSet set) {
        this.set = set;
    }

    /**
     * Returns when there may be an event, at the latest after the timeout, in whole milliseconds, or when the thread is
     * interrupted; takes nothing. {@code false} if it has not waited: a wait that holds a carrier is better than none.
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

    /** From any thread: no later wait is made here. The one that is going on must be ended. */
    void forbid() {
        possible = false;
    }

    private void open() throws IOException {
        NestedChannel opened = NestedChannel.of(set);
        try {
            selector = SelectorProvider.provider().openSelector();
            opened.channel().register(selector, SelectionKey.OP_READ);
            if (selector.selectNow(key -> {}) == 0) {
                throw new IOException("the kernel refuses to watch the epoll instance");
            }
            opened.seen();
        } catch (IOException | RuntimeException e) {
            if (selector != null) {
                selector.close();
                selector = null;
            }
            opened.close();
            throw e;
        }
        nested = opened;
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
