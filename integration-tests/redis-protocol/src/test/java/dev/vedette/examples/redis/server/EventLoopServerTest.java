package dev.vedette.examples.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EventLoopServerTest extends ServerContract {
    @Override
    EventLoopServer start(int port, Keyspace keyspace, Limits limits) throws IOException {
        return EventLoopServer.start(port, keyspace, limits);
    }

    @Test
    void thePollHasTheBackendThatThisJvmAllows() {
        String expected = System.getProperty("expected.backend");
        assumeTrue(expected != null, "needs the system property expected.backend");

        assertThat(((EventLoopServer) server()).backend().name()).isEqualTo(expected);
    }
}
