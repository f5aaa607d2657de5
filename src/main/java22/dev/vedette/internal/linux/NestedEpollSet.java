package dev.vedette.internal.linux;

import dev.vedette.internal.NestedEpoll;
import dev.vedette.internal.ReadyList;
import java.io.IOException;
import java.nio.channels.Selector;

/** An epoll instance with descriptors, nested in a Selector. */
final class NestedEpollSet extends EpollSet implements NestedEpoll {
    private final NestedEpollChannel channel;

    NestedEpollSet(Selector selector, Selection selection) throws IOException {
        this(true, selector, selection);
    }

    /** See {@link EpollSet#EpollSet(boolean)}. */
    NestedEpollSet(boolean shieldIsPossible, Selector selector, Selection selection) throws IOException {
        super(shieldIsPossible);
        boolean opened = false;
        try {
            channel = NestedEpollChannel.open(this, selector, selection);
            opened = true;
        } finally {
            if (!opened) {
                super.close();
            }
        }
    }

    @Override
    public void take(ReadyList ready) throws IOException {
        events().select(ready, 0);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            super.close();
        }
    }
}
