package dev.vedette.examples.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The JDK's HttpServer. Without an executor, its handlers run in the thread that selects. */
final class JdkServer implements WebServer {
    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);

    JdkServer() throws IOException {
        server.createContext("/", JdkServer::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().equals(STALL_PATH)) {
                plantedStall();
            }
            exchange.sendResponseHeaders(200, DATA.length);
            exchange.getResponseBody().write(DATA);
        }
    }

    private static void plantedStall() {
        Stall.block();
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
