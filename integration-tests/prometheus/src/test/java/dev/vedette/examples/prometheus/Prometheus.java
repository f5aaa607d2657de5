package dev.vedette.examples.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vedette.examples.FreePorts;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** A Prometheus server for a test, on 127.0.0.1, with its files in a folder of the test. */
final class Prometheus implements Closeable {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:9090";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final RunningProgram program;
    private final String address;

    private Prometheus(RunningProgram program, String address) {
        this.program = program;
        this.address = address;
    }

    static Prometheus start(String executable, Path configuration, Path folder) throws IOException {
        return start(
                new Shell(folder),
                executable + " --config.file=" + configuration + " --storage.tsdb.path=data --web.listen-address="
                        + DEFAULT_ADDRESS);
    }

    /** Starts a server by a command that contains the default address, but on another port. */
    static Prometheus start(Shell shell, String command) throws IOException {
        if (!command.contains(DEFAULT_ADDRESS)) {
            throw new AssertionError("the command does not contain " + DEFAULT_ADDRESS + ": " + command);
        }
        String address = "127.0.0.1:" + FreePorts.next();
        return new Prometheus(RunningProgram.start(shell, command.replace(DEFAULT_ADDRESS, address)), address);
    }

    boolean isReady() throws IOException, InterruptedException {
        if (!program.isAlive()) {
            throw new AssertionError("Prometheus has exited:\n" + String.join("\n", program.errors()));
        }
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    /**
     * Sends a request to the HTTP API, and returns the {@code data} of the response. Fails if Prometheus rejects the
     * request.
     */
    JsonNode api(String path, Map<String, String> parameters) throws IOException, InterruptedException {
        String query = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response = get("/api/v1/" + path + "?" + query);
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != 200 || !answer.path("status").asText().equals("success")) {
            throw new AssertionError(parameters + " was rejected: " + response.body());
        }
        return answer.get("data");
    }

    /** Returns the current time of the server, in seconds since 1970. */
    String now() throws IOException, InterruptedException {
        return api("query", Map.of("query", "time()")).at("/result/1").asText();
    }

    /** Evaluates a query for a time in seconds since 1970, and returns the result. */
    JsonNode query(String expression, String time) throws IOException, InterruptedException {
        return api("query", Map.of("query", expression, "time", time)).get("result");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        program.close();
    }
}
