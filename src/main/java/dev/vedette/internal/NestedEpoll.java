package dev.vedette.internal;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;

/**
 * An epoll instance nested in a {@link Selector}: descriptors for a backend that watches channels only. The Selector
 * shows one key, without an attachment, while any of the descriptors is ready.
 *
 * <p>Registering is for one thread at a time, as with {@link PollBackend}. Taking is for one thread at a time. Closing
 * follows all other calls.
 */
public interface NestedEpoll extends Closeable {
    /** The way in which the owner of a Selector makes a selection. */
    interface Selection {
        /** Makes a selection that does not wait; {@code true} if it shows this key. */
        boolean shows(SelectionKey key) throws IOException;
    }

    /** As {@link PollBackend#register(int, long, Interest, Trigger)}, with any trigger and any interest. */
    void register(int fd, long token, Interest interest, Trigger trigger) throws IOException;

    /** As {@link PollBackend#registerExclusive(int, long, Interest)}. */
    void registerExclusive(int fd, long token, Interest interest) throws IOException;

    /** As {@link PollBackend#reregister(int, long, Interest, Trigger)}, with any trigger and any interest. */
    void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException;

    /** As {@link PollBackend#deregister(int)}. */
    void deregister(int fd) throws IOException;

    /** As {@link PollBackend#describe()}. */
    List<String> describe() throws IOException;

    /** Adds the events of ready descriptors to the list, which has room for at least one. Does not wait. */
    void take(ReadyList ready) throws IOException;

    /** Releases the instance. The Selector must be closed before. */
    @Override
    void close() throws IOException;

    /**
     * Opens an instance and registers it with a Selector.
     *
     * @throws UnsupportedOperationException if this JVM or system has none; the message says what would make it work
     * @throws IOException if the kernel refuses to watch the instance, or the process is out of descriptors
     */
    static NestedEpoll open(Selector selector, Selection selection) throws IOException {
        return NativeProvider.require().openNestedEpoll(selector, selection);
    }
}
