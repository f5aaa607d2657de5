package dev.vedette.benchmarks.start;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Waits for one byte with the JDK's Selector. */
public final class SelectorProgram {
    private SelectorProgram() {}

    public static void main(String[] arguments) throws IOException {
        long startNs = System.nanoTime();
        awaitByte();
        FirstEvent.report(System.nanoTime() - startNs, "SELECTED_KEYS", arguments);
    }

    static void awaitByte() throws IOException {
        Pipe pipe = FirstEvent.pipeWithOneByte();
        Selector selector = Selector.open();
        pipe.source().register(selector, SelectionKey.OP_READ);
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isReadable()) {
                FirstEvent.receive(pipe);
            }
        }
    }
}
