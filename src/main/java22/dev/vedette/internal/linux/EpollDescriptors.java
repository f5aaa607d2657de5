package dev.vedette.internal.linux;

import dev.vedette.Interest;
import dev.vedette.Trigger;
import dev.vedette.internal.DescriptorSet;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** Descriptors in an epoll instance that a Selector watches. */
final class EpollDescriptors implements DescriptorSet {
    private final EpollSet set;
    private final NestedChannel nested;

    EpollDescriptors() throws IOException {
        this(new EpollSet());
    }

    /** In a set that this closes. */
    EpollDescriptors(EpollSet set) throws IOException {
        this.set = set;
        try {
            nested = NestedChannel.of(set);
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    @Override
    public SelectableChannel channel() {
        return nested.channel();
    }

    @Override
    public void seen() {
        nested.seen();
    }

    @Override
    public void register(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        set.register(fd, token, interest, trigger);
    }

    @Override
    public void reregister(int fd, long token, Interest interest, Trigger trigger) throws IOException {
        set.reregister(fd, token, interest, trigger);
    }

    @Override
    public void deregister(int fd) throws IOException {
        set.deregister(fd);
    }

    @Override
    public void take(ReadyList ready) throws IOException {
        set.events().select(ready, 0);
    }

    @Override
    public void close() throws IOException {
        try {
            nested.close();
        } finally {
            set.close();
        }
    }
}
