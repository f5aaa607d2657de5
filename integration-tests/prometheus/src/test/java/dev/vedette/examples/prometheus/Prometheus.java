package dev.vedette.examples.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    /**
     * Starts a server that watches an endpoint on 127.0.0.1, with the configuration and the alert rules of this
     * project, and waits until it is ready. Skips the test if Prometheus is not installed.
     */
    static Prometheus watching(int metricsPort, Path folder) throws IOException {
        String executable = Tool.require("prometheus");
        Files.copy(Path.of("alerts.yml"), folder.resolve("alerts.yml"));
        String configuration = Files.readString(Path.of("prometheus.yml"));
        assertThat(configuration).contains(":9404");
        Files.writeString(folder.resolve("prometheus.yml"), configuration.replace(":9404", ":" + metricsPort));
        Prometheus prometheus = start(
                new Shell(folder),
                executable + " --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address="
                        + DEFAULT_ADDRESS);
        try {
            await().atMost(Duration.ofMinutes(5)).until(prometheus::isReady);
        } catch (RuntimeException | Error e) {
            prometheus.close();
            throw e;
        }
        return prometheus;
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
