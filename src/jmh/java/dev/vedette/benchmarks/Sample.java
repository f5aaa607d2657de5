package dev.vedette.benchmarks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One figure.
 *
 * @param benchmark what was measured
 * @param parameters under which circumstances
 * @param peer of whom
 * @param round in which round: all peers are measured once in every round
 * @param value how much it was
 * @param unit of what; more is better if it is something a second
 */
public record Sample(String benchmark, String parameters, Peer peer, int round, double value, String unit) {
    /** Writes figures as JSON. */
    public static void write(List<Sample> samples, Path file) throws IOException {
        Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(samples) + "\n");
    }
}
