package dev.vedette.examples.prometheus;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.server.EventLoopServer;
import dev.vedette.micrometer.PollMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A Redis server on one event loop, and an endpoint from which Prometheus scrapes the meters of the loop. */
public final class MeteredServer implements Closeable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EventLoopServer server;
    private final PollMetrics metrics;
    private final MetricsEndpoint endpoint;

    private MeteredServer(EventLoopServer server, int metricsPort) throws IOException {
        this.server = server;
        metrics = new PollMetrics(server.poll());
        metrics.bindTo(registry);
        endpoint = MetricsEndpoint.start(metricsPort, registry);
    }

    /**
     * Starts the server and the endpoint on 127.0.0.1.
     *
     * @param redisPort the port for Redis clients, or 0 for any free port
     * @param metricsPort the port of the endpoint, or 0 for any free port
     * @throws IOException if a port is in use
     */
    public static MeteredServer start(int redisPort, int metricsPort) throws IOException {
        EventLoopServer server = EventLoopServer.start(redisPort, new Keyspace(), Limits.DEFAULT);
        try {
            return new MeteredServer(server, metricsPort);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Returns the address to which Redis clients connect. */
    public InetSocketAddress redisAddress() {
        return server.address();
    }

    /** Returns the address of the endpoint, which has the meters under {@code /metrics}. */
    public InetSocketAddress metricsAddress() {
        return endpoint.address();
    }

    @Override
    public void close() {
        endpoint.close();
        metrics.close();
        server.close();
        registry.close();
    }

    /**
     * Runs a server until the process ends. The arguments are the ports of Redis and of the endpoint, for example
     * {@code 6379 9404}.
     */
    public static void main(String[] arguments) throws IOException {
        MeteredServer server = start(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        System.out.printf("Redis on %s, meters on http:/%s/metrics%n", server.redisAddress(), server.metricsAddress());
    }
}
