package dev.vedette.examples.https;

import dev.vedette.examples.https.server.HttpsServer.Driver;

class ThreadsServerTest extends ServerContract {
    ThreadsServerTest() {
        super(Driver.THREADS);
    }
}
