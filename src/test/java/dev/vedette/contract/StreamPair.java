package dev.vedette.contract;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Two ends of one connection, both non-blocking: the one under test and its peer. */
public record StreamPair(SocketChannel near, SocketChannel far) {
    static StreamPair of(SocketChannel near, SocketChannel far) throws IOException {
        near.configureBlocking(false);
        far.configureBlocking(false);
        return new StreamPair(near, far);
    }
}
