package dev.vedette.examples.agent;

import static dev.vedette.examples.agent.WebServer.DATA_PATH;
import static dev.vedette.examples.agent.WebServer.STALL_PATH;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

/** A server with a client that runs until it is ended. Prints a line for every hundred requests. */
public final class LongRunning {
    private static final int HUNDRED = 100;

    private LongRunning() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        WebServer server = new JdkServer();
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 1; ; i++) {
            String path = i % HUNDRED == 0 ? STALL_PATH : DATA_PATH;
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            byte[] body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray())
                    .body();
            if (!Arrays.equals(body, WebServer.DATA)) {
                throw new AssertionError(body.length);
            }
            if (i % HUNDRED == 0) {
                System.out.println("requests " + i);
            }
        }
    }
}
