package dev.vedette.internal;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/**
 * A set of descriptors that is itself a channel, readable while any of them is ready, for a backend whose system
 * interface knows no descriptors.
 *
 * <p>Registering is for any thread, as with {@link PollBackend}; taking is for one thread at a time; closing comes
 * after every other call has returned.
 */
public interface DescriptorSet extends Closeable {
    /**
     * Non-blocking, and for {@link java.nio.channels.SelectionKey#OP_READ} alone; closing the set closes it. Readable
     * until {@link #seen} too, as a Selector does not tell that the kernel refuses what it is to watch.
     */
    SelectableChannel channel();

    /**
     * Says that the channel has been found readable where it is registered. Called once, unless it is closed before.
     */
    void seen();

    /** As {@link PollBackend#register(int, long, int, Trigger)}; with any trigger and any interest. */
    void register(int fd, long token, Interest interest, Trigger trigger) throws IOException;

    /** As {@link PollBackend#reregister(int, long, int, Trigger)}; with any trigger and any interest. */
    void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException;

    /** As {@link PollBackend#deregister(int)}. */
    void deregister(int fd) throws IOException;

    /** Adds what is ready to the list, as far as there is room, of which there must be some; does not wait. */
    void take(ReadyList ready) throws IOException;

    /** Releases the set; its channel must not be registered any more. */
    @Override
    void close() throws IOException;

    /**
     * Opens one.
     *
     * @throws UnsupportedOperationException if this JVM or system has none; the message says what would make it work
     * @throws IOException if the system is out of something
     */
    static DescriptorSet open() throws IOException {
        return NativeProvider.require().openDescriptorSet();
    }
}
