package dev.vedette.internal.linux;

import dev.vedette.internal.JvmFlags;
import dev.vedette.internal.NestedEpoll.Selection;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import jdk.nio.Channels;

/**
 * An epoll instance as a channel of the JDK, registered with a {@link Selector}, which reports it while it has events.
 *
 * <p>Public API suffices for this. {@code jdk.nio.Channels} makes a channel from a {@link java.io.FileDescriptor}.
 * {@link DescriptorSlot} provides one whose number is known, and a duplicate of the epoll descriptor takes its place.
 */
final class NestedEpollChannel {
    private final EpollSet set;
    private final int number;
    private final SelectableChannel channel;

    private NestedEpollChannel(EpollSet set, int number, SelectableChannel channel) {
        this.set = set;
        this.number = number;
        this.channel = channel;
    }

    /**
     * Registers an epoll instance with a Selector, and confirms that the Selector watches it. A Selector does not check
     * whether the kernel accepts what it is to watch. The kernel refuses an epoll instance in which others are nested
     * too deeply, and one watch more than the user may have.
     *
     * <p>The channel has a descriptor of its own, which programs cannot register in the set.
     *
     * @throws UnsupportedOperationException if this JVM or system cannot nest epoll instances; the message says why
     * @throws IOException if the kernel refuses to watch the instance, or the process is out of descriptors
     */
    @SuppressWarnings("try") // the probe has its effect by being open
    static NestedEpollChannel open(EpollSet set, Selector selector, Selection selection) throws IOException {
        NestedEpollChannel opened = open(set);
        boolean isWatched = false;
        SelectionKey key = null;
        try (Probe probe = new Probe(set)) {
            key = opened.channel.register(selector, SelectionKey.OP_READ);
            isWatched = selection.shows(key);
        } finally {
            if (!isWatched) {
                try {
                    if (key != null) {
                        key.cancel();
                        selection.shows(key); // a cancelled key leaves the Selector with the next selection
                    }
                } finally {
                    opened.close();
                }
            }
        }
        if (!isWatched) {
            throw new IOException("the kernel refuses to watch another epoll instance: this user may have reached"
                    + " /proc/sys/fs/epoll/max_user_watches (ENOSPC)");
        }
        return opened;
    }

    private static NestedEpollChannel open(EpollSet set) throws IOException {
        DescriptorSlot slot = DescriptorSlot.open();
        boolean opened = false;
        try (Arena arena = Arena.ofConfined()) {
            CallState state = CallState.allocate(arena);
            Errno.checkBackend(Unistd.duplicateTo(state, set.fd(), slot.number()), state, "dup3");
            SelectableChannel channel = toChannel(slot.holder());
            channel.configureBlocking(false);
            set.reserve(slot.number());
            opened = true;
            return new NestedEpollChannel(set, slot.number(), channel);
        } finally {
            if (!opened) {
                slot.holder().close();
            }
        }
    }

    private static SelectableChannel toChannel(FileInputStream holder) throws IOException {
        try {
            return JdkNet.toChannel(holder);
        } catch (NoClassDefFoundError e) {
            throw new UnsupportedOperationException(
                    "this JVM does not have the module jdk.net with jdk.nio.Channels; add " + JvmFlags.NESTING, e);
        }
    }

    /** A class of its own, so that the other classes can be linked where the module jdk.net is missing. */
    private static final class JdkNet {
        private JdkNet() {}

        static SelectableChannel toChannel(FileInputStream holder) throws IOException {
            return Channels.readWriteSelectableChannel(holder.getFD(), new Channels.SelectableChannelCloser() {
                /** A Selector releases what is registered with it. */
                @Override
                public void implCloseChannel(SelectableChannel channel) throws IOException {
                    if (!channel.isRegistered()) {
                        holder.close();
                    }
                }

                @Override
                public void implReleaseChannel(SelectableChannel channel) throws IOException {
                    holder.close();
                }
            });
        }
    }

    /** Releases the descriptor. The channel must not be registered with a Selector any more. */
    void close() throws IOException {
        set.release(number);
        channel.close();
    }
}
