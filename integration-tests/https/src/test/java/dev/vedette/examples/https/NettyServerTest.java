package dev.vedette.examples.https;

import dev.vedette.examples.https.server.HttpsServer.Driver;

class NettyServerTest extends ServerContract {
    NettyServerTest() {
        super(Driver.NETTY);
    }
}
