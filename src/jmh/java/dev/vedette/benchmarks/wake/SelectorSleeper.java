package dev.vedette.benchmarks.wake;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** The JDK's Selector. */
final class SelectorSleeper implements Sleeper {
    private final Selector selector = Selector.open();
    private final Consumer<SelectionKey> action = key -> {
        throw new IllegalStateException("there are no channels");
    };

    SelectorSleeper() throws IOException {}

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public int sleep() throws IOException {
        return selector.select(action);
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
