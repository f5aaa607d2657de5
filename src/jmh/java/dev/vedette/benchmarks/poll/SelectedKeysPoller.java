package dev.vedette.benchmarks.poll;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;

/** The JDK's Selector with {@code selectedKeys()}, as most programs use it. */
final class SelectedKeysPoller implements Poller {
    private final Selector selector = Selector.open();

    SelectedKeysPoller(List<? extends SelectableChannel> channels) throws IOException {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).register(selector, SelectionKey.OP_READ, i);
        }
    }

    @Override
    public long poll() throws IOException {
        selector.selectNow();
        Set<SelectionKey> keys = selector.selectedKeys();
        long sum = 0;
        for (SelectionKey key : keys) {
            sum += (Integer) key.attachment() + key.readyOps();
        }
        keys.clear();
        return sum;
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
