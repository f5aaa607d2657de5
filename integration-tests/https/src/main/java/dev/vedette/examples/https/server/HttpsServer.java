package dev.vedette.examples.https.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A running server. All methods are for any thread. */
public interface HttpsServer {
    InetSocketAddress address();

    /**
     * Stops accepting, lets exchanges in progress finish, and returns when all connections have ended or been closed.
     */
    void shutdown(Duration limit) throws InterruptedException;

    /** Who calls the protocol. */
    enum Driver {
        LOOP,
        THREADS,
        NETTY;

        public HttpsServer start(InetSocketAddress address, Connections connections) throws IOException {
            return switch (this) {
                case LOOP -> LoopServer.start(address, connections);
                case THREADS -> ThreadServer.start(address, connections);
                case NETTY -> NettyServer.start(address, connections);
            };
        }
    }
}
