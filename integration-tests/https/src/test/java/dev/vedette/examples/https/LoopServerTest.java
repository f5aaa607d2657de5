package dev.vedette.examples.https;

import dev.vedette.examples.https.server.HttpsServer.Driver;

class LoopServerTest extends ServerContract {
    LoopServerTest() {
        super(Driver.LOOP);
    }
}
