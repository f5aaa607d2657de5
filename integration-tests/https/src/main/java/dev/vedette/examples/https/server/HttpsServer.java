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
        LOOP {
            @Override
            public HttpsServer start(InetSocketAddress address, Connections connections) throws IOException {
                return LoopServer.start(address, connections, 1);
            }
        },
        THREADS {
            @Override
            public HttpsServer start(InetSocketAddress address, Connections connections) throws IOException {
                return ThreadServer.start(address, connections);
            }
        },
        NETTY {
            @Override
            public HttpsServer start(InetSocketAddress address, Connections connections) throws IOException {
                return NettyServer.start(address, connections, 1);
            }
        };

        public abstract HttpsServer start(InetSocketAddress address, Connections connections) throws IOException;
    }
}
