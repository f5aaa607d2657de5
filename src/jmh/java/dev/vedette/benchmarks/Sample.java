package dev.vedette.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One measured value.
 *
 * @param benchmark the measured quantity
 * @param parameters the parameters of the benchmark
 * @param peer the measured peer
 * @param round the round; each round measures every peer once
 * @param value the measured value
 * @param unit the unit of the value; if it ends in {@code "/s"}, higher is better, otherwise lower
 */
public record Sample(String benchmark, String parameters, Peer peer, int round, double value, String unit) {
    /** Writes samples as JSON. */
    public static void write(List<Sample> samples, Path file) throws IOException {
        Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(samples) + "\n");
    }
}
