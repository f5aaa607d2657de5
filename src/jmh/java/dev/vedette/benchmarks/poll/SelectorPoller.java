package dev.vedette.benchmarks.poll;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.Consumer;

/** The JDK's Selector with {@code selectNow(Consumer)}, which is faster and allocates less. */
final class SelectorPoller implements Poller {
    private final Selector selector = Selector.open();
    private long sum;
    private final Consumer<SelectionKey> action = key -> sum += (Integer) key.attachment() + key.readyOps();

    SelectorPoller(List<? extends SelectableChannel> channels) throws IOException {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).register(selector, SelectionKey.OP_READ, i);
        }
    }

    @Override
    public long poll() throws IOException {
        sum = 0;
        selector.selectNow(action);
        return sum;
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
