package dev.vedette.examples.redis.server;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import java.io.IOException;

class BlockingServerTest extends ServerContract {
    @Override
    Server start(int port, Keyspace keyspace, Limits limits) throws IOException {
        return BlockingServer.start(port, keyspace, limits);
    }
}
