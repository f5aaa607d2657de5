package dev.vedette.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/** Sees what the kernel has done, without the library: a Selector that watches a channel for a moment only. */
final class Eye implements Closeable {
    private final Selector selector;
    private final Duration patience;

    Eye(Duration patience) throws IOException {
        this.patience = patience;
        selector = Selector.open();
    }

    /** Returns when there is something to read, or the end, or an error. */
    void awaitReadable(SelectableChannel channel) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        try {
            selector.select(patience.toMillis());
            assertThat(selector.selectedKeys())
                    .as("%s readable to the kernel", channel)
                    .isNotEmpty();
        } finally {
            key.cancel();
            selector.selectNow();
            selector.selectedKeys().clear();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
