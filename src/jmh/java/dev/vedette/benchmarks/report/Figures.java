package dev.vedette.benchmarks.report;

import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sample;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/** All samples, by benchmark, parameters, peer and round. */
final class Figures {
    private record Key(String benchmark, String parameters, Peer peer) {}

    private final Map<Key, Map<Integer, Double>> rounds = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    Figures(Collection<Sample> samples) {
        for (Sample sample : samples) {
            units.put(sample.benchmark(), sample.unit());
            rounds.computeIfAbsent(
                            new Key(sample.benchmark(), sample.parameters(), sample.peer()), key -> new TreeMap<>())
                    .put(sample.round(), sample.value());
        }
    }

    Set<String> benchmarks() {
        return units.keySet();
    }

    String unit(String benchmark) {
        return units.getOrDefault(benchmark, "");
    }

    /** Returns whether higher is better. */
    boolean isRate(String benchmark) {
        return unit(benchmark).endsWith("/s");
    }

    List<String> parameters(String benchmark) {
        return rounds.keySet().stream()
                .filter(key -> key.benchmark.equals(benchmark))
                .map(Key::parameters)
                .distinct()
                .toList();
    }

    /** Returns the peers in the order of their declaration. */
    List<Peer> peers(String benchmark) {
        return rounds.keySet().stream()
                .filter(key -> key.benchmark.equals(benchmark))
                .map(Key::peer)
                .distinct()
                .sorted()
                .toList();
    }

    Optional<Spread> figure(String benchmark, String parameters, Peer peer) {
        return Optional.ofNullable(rounds.get(new Key(benchmark, parameters, peer)))
                .map(values -> spread(values.values()));
    }

    /**
     * Returns how many times as fast {@code one} is as {@code other}. Each ratio is taken within a round, so that the
     * speed of the machine was the same for both.
     */
    Optional<Spread> timesAsFast(String benchmark, String parameters, Peer one, Peer other) {
        DoubleBinaryOperator ratio = isRate(benchmark) ? (a, b) -> a / b : (a, b) -> b / a;
        return combine(benchmark, parameters, one, benchmark, parameters, other, ratio);
    }

    /** Combines two figures round by round. */
    Optional<Spread> combine(
            String benchmark,
            String parameters,
            Peer one,
            String otherBenchmark,
            String otherParameters,
            Peer other,
            DoubleBinaryOperator operator) {
        Map<Integer, Double> ones = rounds.getOrDefault(new Key(benchmark, parameters, one), Map.of());
        Map<Integer, Double> others = rounds.getOrDefault(new Key(otherBenchmark, otherParameters, other), Map.of());
        List<Double> results = ones.entrySet().stream()
                .filter(entry -> others.containsKey(entry.getKey()))
                .map(entry -> operator.applyAsDouble(entry.getValue(), others.get(entry.getKey())))
                .toList();
        return results.isEmpty() ? Optional.empty() : Optional.of(spread(results));
    }

    private static Spread spread(Collection<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
