package dev.vedette.benchmarks.report;

import java.util.Arrays;

/** The median, the least and the greatest value of several rounds. */
record Spread(double median, double min, double max) {
    static Spread of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** {@return the largest distance of a round from the median, in percent of the median} */
    double percent() {
        return median == 0 ? 0 : 100 * Math.max(max - median, median - min) / median;
    }
}
