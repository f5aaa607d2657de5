package dev.vedette.examples.https.server;

import dev.vedette.examples.loop.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** A server on event loops. */
final class LoopServer implements HttpsServer {
    private final Server server;
    private final ExecutorService tasks;

    private LoopServer(Server server, ExecutorService tasks) {
        this.server = server;
        this.tasks = tasks;
    }

    static LoopServer start(InetSocketAddress address, Connections connections) throws IOException {
        ExecutorService tasks = Tasks.newExecutor();
        try {
            Server server =
                    Server.start(address, 1, (loop, channel) -> new LoopConnection(loop, channel, connections, tasks));
            return new LoopServer(server, tasks);
        } catch (IOException | RuntimeException e) {
            tasks.shutdown();
            throw e;
        }
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    @Override
    public void shutdown(Duration limit) throws InterruptedException {
        server.shutdown(limit);
        tasks.shutdown();
    }
}
