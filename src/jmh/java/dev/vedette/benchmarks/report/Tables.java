package dev.vedette.benchmarks.report;

import dev.vedette.benchmarks.Peer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes figures as tables: a row for each peer, a column for each set of parameters. */
final class Tables {
    private final Figures figures;

    Tables(Figures figures) {
        this.figures = figures;
    }

    String table(String benchmark) {
        List<String> parameters = figures.parameters(benchmark);
        StringBuilder table = new StringBuilder("\n**" + benchmark + "** (" + figures.unit(benchmark) + ")\n\n| |");
        parameters.forEach(text -> table.append(' ').append(text).append(" |"));
        table.append("\n|---|").append("---:|".repeat(parameters.size())).append('\n');
        for (Peer peer : figures.peers(benchmark)) {
            table.append("| ").append(peer.label()).append(" |");
            parameters.forEach(text ->
                    table.append(' ').append(cell(benchmark, text, peer)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private String cell(String benchmark, String parameters, Peer peer) {
        Optional<Spread> figure = figures.figure(benchmark, parameters, peer);
        if (figure.isEmpty()) {
            return "";
        }
        double median = figure.get().median();
        switch (figures.unit(benchmark)) {
            case "B":
                return number(median);
            case "classes":
                return String.format(Locale.ROOT, "%,.0f", median);
            default:
                break;
        }
        String text = number(median)
                + String.format(Locale.ROOT, " ± %.0f %%", figure.get().percent());
        Peer reference = benchmark.startsWith("start: ") ? Peer.SELECTED_KEYS : Peer.VEDETTE_EPOLL;
        Optional<Spread> ratio = figures.timesAsFast(benchmark, parameters, reference, peer);
        return peer == reference || ratio.isEmpty()
                ? text
                : text + String.format(Locale.ROOT, " **×%.2f**", ratio.get().median());
    }

    /** Formats a number with at least three significant digits. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 99.5 ? "%,.0f" : size >= 9.95 ? "%.1f" : "%.2f", value);
    }
}
