package dev.vedette.examples.lines;

import dev.vedette.examples.loop.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers lines. Takes the port, the number of loops, and the limits for idle clients and its end. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7007;
        int loops = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
        Duration idleLimit = Duration.ofMillis(arguments.length > 2 ? Long.parseLong(arguments[2]) : 60_000);
        Duration endLimit = Duration.ofMillis(arguments.length > 3 ? Long.parseLong(arguments[3]) : 10_000);
        Server server = start(port, loops, idleLimit);
        server.shutdownOnExit(endLimit);
        System.out.println(server.loops().get(0).poll() + " answers on " + server.address());
    }

    static Server start(int port, int loops, Duration idleLimit) throws IOException {
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "slow");
            thread.setDaemon(true);
            return thread;
        });
        return Server.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                loops,
                (loop, channel) -> new LineConnection(loop, channel, executor, idleLimit));
    }
}
