package dev.vedette.benchmarks.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** An echo server on the JDK's Selector, with {@code select(Consumer)}. */
class SelectorEcho {
    final Selector selector = Selector.open();
    private final ServerSocketChannel listener;
    private final ByteBuffer buffer = EchoServer.newBuffer();

    SelectorEcho(ServerSocketChannel listener) throws IOException {
        this.listener = listener;
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    void run() throws IOException {
        Consumer<SelectionKey> action = this::dispatch;
        while (true) {
            selector.select(action);
        }
    }

    final void dispatch(SelectionKey key) {
        try {
            if (key.attachment() instanceof EchoConnection connection) {
                serve(connection, key);
            } else {
                accept();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel; (channel = EchoServer.accept(listener)) != null; ) {
            channel.register(selector, SelectionKey.OP_READ, new EchoConnection(channel));
        }
    }

    private void serve(EchoConnection connection, SelectionKey key) throws IOException {
        EchoConnection.Wants before = connection.wants();
        EchoConnection.Wants after = connection.serve(buffer);
        if (after == EchoConnection.Wants.NOTHING) {
            connection.channel().close();
        } else if (after != before) {
            key.interestOps(after == EchoConnection.Wants.READABLE ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
        }
    }
}
