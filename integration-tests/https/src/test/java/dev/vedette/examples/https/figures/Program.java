package dev.vedette.examples.https.figures;

import dev.vedette.examples.https.server.HttpsServer.Driver;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One of the three programs, with its lines of code and the runs of wrk against it.
 *
 * @param borrowed the lines of the loop that are copied into the program
 */
record Program(Driver driver, int lines, int borrowed, List<Wrk> runs) {
    String title() {
        return switch (driver) {
            case LOOP -> "An event loop";
            case THREADS -> "A thread for each connection";
            case NETTY -> "A handler of Netty";
        };
    }

    double median(ToDoubleFunction<Wrk> value) {
        double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Returns the median, with the smallest and the largest value. */
    String spread(String format, ToDoubleFunction<Wrk> value) {
        double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
        Object[] values = Arrays.stream(new double[] {sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]})
                .boxed()
                .toArray();
        return String.format(Locale.ROOT, "%1$s (%1$s to %1$s)".replace("%1$s", format), values);
    }
}
