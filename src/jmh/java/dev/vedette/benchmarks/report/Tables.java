package dev.vedette.benchmarks.report;

import dev.vedette.benchmarks.Peer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes figures as tables: a row for each peer, a column for each set of parameters. */
final class Tables {
    private static final Peer REFERENCE = Peer.VEDETTE_EPOLL;

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
        if (figures.unit(benchmark).equals("B")) {
            return number(figure.get().median());
        }
        String text = number(figure.get().median())
                + String.format(Locale.ROOT, " ± %.0f %%", figure.get().percent());
        Optional<Spread> ratio = figures.timesAsFast(benchmark, parameters, REFERENCE, peer);
        return peer == REFERENCE || ratio.isEmpty()
                ? text
                : text + String.format(Locale.ROOT, " **×%.2f**", ratio.get().median());
    }

    /** Formats a number with at least three significant digits. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 99.5 ? "%,.0f" : size >= 9.95 ? "%.1f" : "%.2f", value);
    }
}
