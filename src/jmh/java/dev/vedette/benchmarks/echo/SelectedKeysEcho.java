package dev.vedette.benchmarks.echo;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;

/** An echo server on the JDK's Selector, with {@code select()} and {@code selectedKeys()}. */
final class SelectedKeysEcho extends SelectorEcho {
    SelectedKeysEcho(ServerSocketChannel listener) throws IOException {
        super(listener);
    }

    @Override
    void run() throws IOException {
        while (true) {
            selector.select();
            Set<SelectionKey> keys = selector.selectedKeys();
            for (SelectionKey key : keys) {
                dispatch(key);
            }
            keys.clear();
        }
    }
}
