package dev.vedette.examples.redis;

import dev.vedette.examples.redis.protocol.Keyspace;
import dev.vedette.examples.redis.protocol.Limits;
import dev.vedette.examples.redis.server.BlockingServer;
import dev.vedette.examples.redis.server.EventLoopServer;
import dev.vedette.examples.redis.server.Server;
import java.io.IOException;

/**
 * Runs a server until the process ends. Its arguments are {@code event-loop 6379}, for example, or {@code blocking
 * 6379}.
 */
public final class Main {
    private static final String USAGE = "Arguments: event-loop|blocking PORT";

    private Main() {}

    /** Starts the server and returns; its threads keep the process alive. */
    public static void main(String[] arguments) {
        try {
            Server server = start(arguments);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "redis-shutdown"));
            System.out.println("Listening on " + server.address());
        } catch (IllegalArgumentException e) {
            exit(2, e.getMessage());
        } catch (IOException e) {
            exit(1, e.toString());
        }
    }

    private static Server start(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(USAGE);
        }
        int port = port(arguments[1]);
        return switch (arguments[0]) {
            case "event-loop" -> EventLoopServer.start(port, new Keyspace(), Limits.DEFAULT);
            case "blocking" -> BlockingServer.start(port, new Keyspace(), Limits.DEFAULT);
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            // rejected below, like a number out of range
        }
        throw new IllegalArgumentException(USAGE);
    }

    private static void exit(int code, String message) {
        System.err.println(message);
        System.exit(code);
    }
}
