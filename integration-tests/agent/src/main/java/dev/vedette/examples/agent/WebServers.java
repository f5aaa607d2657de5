package dev.vedette.examples.agent;

import static dev.vedette.examples.agent.WebServer.DATA;
import static dev.vedette.examples.agent.WebServer.DATA_PATH;
import static dev.vedette.examples.agent.WebServer.STALL_PATH;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Web servers in one JVM, one after the other, each with clients. Prints a line for each, and exits. */
public final class WebServers {
    private static final int REQUESTS = 100;
    private static final int AT_ONCE = 10;

    private WebServers() {}

    /** Runs all servers. */
    public static void main(String[] arguments) {
        try {
            serve("Netty", NettyServer::new);
            serve("Jetty", JettyServer::new);
            serve("Tomcat", TomcatServer::new);
            serve("Undertow", UndertowServer::new);
            serve("JDK", JdkServer::new);
            System.exit(0); // not all of them end their threads
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void serve(String name, Callable<WebServer> start) throws Exception {
        WebServer server = start.call();
        try {
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < REQUESTS / AT_ONCE; i++) {
                check(getAtOnce(client, AT_ONCE, server, DATA_PATH));
            }
            check(getAtOnce(
                    client, 2, server, STALL_PATH)); // one for the only worker of Tomcat, and one for its poller
            HttpClient blocking =
                    HttpClient.newBuilder().executor(Runnable::run).build();
            check(List.of(
                    blocking.sendAsync(request(server, DATA_PATH), stalling()).get()));
        } finally {
            server.stop();
        }
        System.out.println(name + " has served its clients");
    }

    private static List<HttpResponse<byte[]>> getAtOnce(HttpClient client, int number, WebServer server, String path) {
        List<CompletableFuture<HttpResponse<byte[]>>> responses = Stream.generate(
                        () -> client.sendAsync(request(server, path), BodyHandlers.ofByteArray()))
                .limit(number)
                .toList();
        return responses.stream().map(CompletableFuture::join).toList();
    }

    private static HttpRequest request(WebServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static void check(List<HttpResponse<byte[]>> responses) {
        for (HttpResponse<byte[]> response : responses) {
            if (response.statusCode() != 200 || !Arrays.equals(response.body(), DATA)) {
                throw new AssertionError(response + " has " + response.body().length + " bytes");
            }
        }
    }

    /**
     * With an executor that runs tasks in the thread that submits them, this blocks the selector thread of the client.
     */
    private static BodyHandler<byte[]> stalling() {
        return response -> {
            plantedStall();
            return BodySubscribers.ofByteArray();
        };
    }

    private static void plantedStall() {
        Stall.block();
    }
}
