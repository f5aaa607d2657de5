package dev.vedette.internal.linux;

import dev.vedette.internal.JvmFlags;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.SelectableChannel;
import jdk.nio.Channels;

/**
 * An epoll instance as a channel of the JDK, which a {@link java.nio.channels.Selector} can watch: readable while there
 * are events, and until {@link #seen}. A Selector does not look whether the kernel takes what it is to watch, and the
 * kernel refuses an epoll instance in which others are nested too deep, or one watch more than the user may have. So
 * whoever registers the channel waits for it to be selected first.
 *
 * <p>By public API alone: {@code jdk.nio.Channels} takes a {@link java.io.FileDescriptor}, and {@link DescriptorSlot}
 * gives one of which the number is known, so that a duplicate can be put in its place.
 */
final class NestedChannel {
    private final EpollSet set;
    private final int number;
    private final SelectableChannel channel;

    /** {@code null} once it has been heard. */
    private Bell bell;

    private NestedChannel(EpollSet set, int number, SelectableChannel channel, Bell bell) {
        this.set = set;
        this.number = number;
        this.channel = channel;
        this.bell = bell;
    }

    /**
     * A new channel, with a descriptor of its own, which a program cannot register in the set.
     *
     * @throws UnsupportedOperationException if this JVM or system has no way; the message says what is missing
     */
    static NestedChannel of(EpollSet set) throws IOException {
        DescriptorSlot slot = DescriptorSlot.open();
        try {
            try (Arena arena = Arena.ofConfined()) {
                CallState state = CallState.allocate(arena);
                Errno.checkBackend(Unistd.duplicateTo(state, set.fd(), slot.number()), state, "dup3");
            }
            SelectableChannel channel = toChannel(slot.holder());
            channel.configureBlocking(false);
            Bell bell = Bell.ring(set);
            set.reserve(slot.number());
            return new NestedChannel(set, slot.number(), channel, bell);
        } catch (IOException | RuntimeException e) {
            slot.holder().close();
            throw e;
        }
    }

    private static SelectableChannel toChannel(FileInputStream holder) throws IOException {
        try {
            return JdkNet.toChannel(holder);
        } catch (NoClassDefFoundError e) {
            throw new UnsupportedOperationException(
                    "this JVM does not show the module jdk.net, and in it jdk.nio.Channels; add " + JvmFlags.NESTING,
                    e);
        }
    }

    /** Apart, so that all the rest can be linked where there is no module jdk.net. */
    private static final class JdkNet {
        private JdkNet() {}

        static SelectableChannel toChannel(FileInputStream holder) throws IOException {
            return Channels.readWriteSelectableChannel(holder.getFD(), new Channels.SelectableChannelCloser() {
                /** What is registered with a Selector is released by that. */
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

    SelectableChannel channel() {
        return channel;
    }

    /** It has been selected once, and is from now on when there are events. */
    void seen() {
        if (bell != null) {
            bell.stop();
            bell = null;
        }
    }

    /** Releases the descriptor; no Selector may have it registered any more. */
    void close() throws IOException {
        seen();
        set.release(number);
        channel.close();
    }
}
