package dev.vedette.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads the files of results: one file per section and round from JMH, and files of samples from the other sections.
 */
final class Results {
    /** The sections of JMH in the order of the report, each in files such as {@code poll-1.json}. */
    private static final List<String> JMH = List.of("poll", "wake", "registration", "observation");

    private static final List<String> OWN = List.of("echo", "redis", "start");
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private final Path directory;

    Results(Path directory) {
        this.directory = directory;
    }

    List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String section : JMH) {
            for (int round = 1; Files.exists(file(section + "-" + round)); round++) {
                for (JsonElement run : read(section + "-" + round).getAsJsonArray()) {
                    addRun(section, round, run.getAsJsonObject(), samples);
                }
            }
        }
        for (String section : OWN) {
            if (Files.exists(file(section))) {
                samples.addAll(Arrays.asList(new Gson().fromJson(read(section), Sample[].class)));
            }
        }
        return samples;
    }

    JsonObject environment() throws IOException {
        return read("environment").getAsJsonObject();
    }

    private static void addRun(String section, int round, JsonObject run, List<Sample> samples) {
        String name = run.get("benchmark").getAsString();
        String benchmark = section + ": " + name.substring(name.lastIndexOf('.') + 1);
        JsonObject parameters =
                run.has("params") ? run.getAsJsonObject("params").deepCopy() : new JsonObject();
        JsonElement peerName = parameters.remove("peer");
        Peer peer = peerName == null ? Peer.VEDETTE_EPOLL : Peer.valueOf(peerName.getAsString());
        String values = parameters.asMap().values().stream()
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(", "));
        double ns = run.getAsJsonObject("primaryMetric").get("score").getAsDouble();
        samples.add(new Sample(benchmark, values, peer, round, ns, "ns"));
        JsonObject secondary = run.getAsJsonObject("secondaryMetrics");
        if (secondary.has(ALLOCATION)) {
            double bytes = median(secondary.getAsJsonObject(ALLOCATION).getAsJsonArray("rawData"));
            samples.add(new Sample(benchmark + ", allocation", values, peer, round, bytes, "B"));
        }
    }

    /**
     * Returns the median of all iterations. The last one includes the allocations of the tear-down, which distort a
     * mean.
     */
    private static double median(JsonArray forks) {
        return Spread.of(elements(forks)
                        .flatMap(fork -> elements(fork.getAsJsonArray()))
                        .mapToDouble(JsonElement::getAsDouble)
                        .toArray())
                .median();
    }

    private static Stream<JsonElement> elements(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private JsonElement read(String name) throws IOException {
        return JsonParser.parseString(Files.readString(file(name)));
    }

    private Path file(String name) {
        return directory.resolve(name + ".json");
    }
}
