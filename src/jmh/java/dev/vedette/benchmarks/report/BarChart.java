package dev.vedette.benchmarks.report;

import dev.vedette.benchmarks.Peer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Draws all peers relative to one of them, as SVG: a group of bars for each set of parameters, a thin line for the
 * spread of each bar, and a line across the chart at the reference.
 *
 * <p>Written by hand because chart libraries turn all text into curves. The picture becomes thirty times as large, and
 * differs between machines.
 */
final class BarChart {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 400;
    private static final int LEFT = 48;
    private static final int TOP = 64;
    private static final int BOTTOM = 32;

    /** The end of the scale. Longer bars are cut off; the tables have their figures. */
    private static final double MOST = 2.5;

    private static final double STEP = 0.25;

    private final Figures figures;
    private final String benchmark;
    private final Peer reference;
    private final List<Peer> peers;
    private final List<String> groups;
    private final double top; // end of the scale
    private final StringBuilder svg = new StringBuilder();

    BarChart(Figures figures, String benchmark, Peer reference) {
        this.figures = figures;
        this.benchmark = benchmark;
        this.reference = reference;
        peers = figures.peers(benchmark);
        groups = figures.parameters(benchmark);
        OptionalDouble greatest = groups.stream()
                .flatMap(group -> peers.stream().map(peer -> ratio(group, peer)))
                .flatMap(Optional::stream)
                .mapToDouble(Spread::max)
                .max();
        top = Math.min(MOST, Math.ceil(greatest.orElse(1) / STEP) * STEP);
    }

    String draw(String title) {
        svg.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">%n",
                WIDTH, HEIGHT));
        rectangle(0, 0, WIDTH, HEIGHT, "#ffffff");
        text(LEFT, 18, "start", title);
        legend();
        scale();
        double groupWidth = (WIDTH - LEFT - 8) / (double) groups.size();
        double barWidth = groupWidth * 0.86 / peers.size();
        for (int i = 0; i < groups.size(); i++) {
            double x = LEFT + i * groupWidth + groupWidth * 0.07;
            text(x + groupWidth * 0.43, HEIGHT - BOTTOM + 18, "middle", groups.get(i));
            for (int j = 0; j < peers.size(); j++) {
                bar(x + j * barWidth, barWidth, ratio(groups.get(i), peers.get(j)), colour(peers.get(j)));
            }
        }
        line(LEFT, y(1), WIDTH - 8, y(1), "#000000");
        return svg.append("</svg>\n").toString();
    }

    private Optional<Spread> ratio(String group, Peer peer) {
        Peer one = figures.isRate(benchmark) ? peer : reference;
        Peer other = figures.isRate(benchmark) ? reference : peer;
        return figures.timesAsFast(benchmark, group, one, other);
    }

    private void legend() {
        int columns = (peers.size() + 1) / 2;
        for (int i = 0; i < peers.size(); i++) {
            int x = LEFT + i % columns * (WIDTH - LEFT) / columns;
            int y = 26 + i / columns * 15;
            rectangle(x, y, 10, 10, colour(peers.get(i)));
            text(x + 14, y + 9, "start", peers.get(i).label());
        }
    }

    private void scale() {
        for (double value = 0; value <= top; value += STEP) {
            line(LEFT, y(value), WIDTH - 8, y(value), "#dddddd");
            text(LEFT - 6, y(value) + 4, "end", String.format(Locale.ROOT, "%.2f", value));
        }
    }

    private void bar(double x, double width, Optional<Spread> ratio, String colour) {
        ratio.ifPresent(spread -> {
            rectangle(x, y(spread.median()), width - 1, y(0) - y(spread.median()), colour);
            line(x + width / 2, y(spread.min()), x + width / 2, y(spread.max()), "#000000");
        });
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - Math.min(value, top) / top * (HEIGHT - BOTTOM - TOP);
    }

    /** Related peers have related colours. */
    private static String colour(Peer peer) {
        return switch (peer) {
            case VEDETTE_EPOLL -> "#0b5394";
            case VEDETTE_EPOLL_EDGE -> "#3d85c6";
            case VEDETTE_EPOLL_BUSY -> "#9fc5e8";
            case VEDETTE_NIO -> "#45818e";
            case SELECTOR -> "#e69138";
            case SELECTED_KEYS, CLASSES -> "#f6b26b";
            case NETTY_NIO -> "#a64d79";
            case NETTY_EPOLL -> "#c27ba0";
            case FLOOR, REDIS -> "#444444";
            case C_LEVEL -> "#888888";
            case C_EDGE -> "#bbbbbb";
        };
    }

    private void rectangle(double x, double y, double width, double height, String colour) {
        append(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x, y, width, height, colour);
    }

    private void line(double x1, double y1, double x2, double y2, String colour) {
        append("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1, y1, x2, y2, colour);
    }

    private void text(double x, double y, String anchor, String text) {
        append("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private void append(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
