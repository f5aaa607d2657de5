package dev.vedette.examples.karaf;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.server.EventLoopServer;
import java.io.IOException;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Starts the server when the bundle is started, and closes it with its event loop and Poll when the bundle is stopped.
 */
public final class Activator implements BundleActivator {
    private static final String PORT = "redis.port";
    private static final int DEFAULT_PORT = 6379;

    private EventLoopServer server;

    @Override
    public void start(BundleContext context) throws IOException {
        String port = context.getProperty(PORT);
        server = EventLoopServer.start(
                port == null ? DEFAULT_PORT : Integer.parseInt(port), new Keyspace(), Limits.DEFAULT);
    }

    @Override
    public void stop(BundleContext context) {
        server.close();
    }
}
