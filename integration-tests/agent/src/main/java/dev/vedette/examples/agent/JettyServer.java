package dev.vedette.examples.agent;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty. A handler that claims not to block runs in the thread that selects, and stalls it if it blocks. */
final class JettyServer implements WebServer {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    JettyServer() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals(STALL_PATH)) {
                    plantedStall();
                }
                response.write(true, ByteBuffer.wrap(DATA), callback);
                return true;
            }
        });
        server.start();
    }

    private static void plantedStall() {
        Stall.block();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
