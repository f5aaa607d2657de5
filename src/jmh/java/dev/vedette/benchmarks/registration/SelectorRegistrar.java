package dev.vedette.benchmarks.registration;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** The JDK's Selector, which defers all changes to its next selection. */
final class SelectorRegistrar implements Registrar {
    private final Selector selector = Selector.open();
    private final Consumer<SelectionKey> action = key -> {};
    private SelectionKey key;

    SelectorRegistrar() throws IOException {}

    @Override
    public void register(SelectableChannel channel) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public void reregister(boolean writing) {
        key.interestOps(writing ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    @Override
    public void deregister() throws IOException {
        key.cancel();
        selector.selectNow(action);
    }

    @Override
    public void closeChannel() throws IOException {
        key.channel().close();
        selector.selectNow(action);
    }

    @Override
    public int poll() throws IOException {
        return selector.selectNow(action);
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
