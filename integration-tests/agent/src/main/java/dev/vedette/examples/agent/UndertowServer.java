package dev.vedette.examples.agent;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Undertow. A handler that is not dispatched to a worker runs in an I/O thread, and stalls it if it blocks. */
final class UndertowServer implements WebServer {
    private final Undertow server = Undertow.builder()
            .setIoThreads(2)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(UndertowServer::handle)
            .build();

    UndertowServer() {
        server.start();
    }

    private static void handle(HttpServerExchange exchange) {
        if (exchange.getRequestPath().equals(STALL_PATH)) {
            plantedStall();
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(DATA));
    }

    private static void plantedStall() {
        Stall.block();
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void stop() {
        server.stop();
    }
}
