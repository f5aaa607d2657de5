package dev.vedette.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/** Observes the kernel without the library, by a Selector that watches one channel at a time. */
final class Eye implements Closeable {
    private final Selector selector;
    private final Duration patience;

    Eye(Duration patience) throws IOException {
        this.patience = patience;
        selector = Selector.open();
    }

    /** Returns when the channel has bytes, its end or an error to read. */
    void awaitReadable(SelectableChannel channel) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        try {
            selector.select(patience.toMillis());
            assertThat(selector.selectedKeys())
                    .as("the kernel reports %s as readable", channel)
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
