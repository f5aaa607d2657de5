package dev.vedette.examples.https.figures;

import java.util.List;
import java.util.Locale;

/** Draws the protocol and the programs on top of it, as SVG. */
final class Picture {
    private static final int WIDTH = 960;
    private static final int BOX = 300;
    private static final int GAP = 30;
    private static final int BARS = 170;

    private final StringBuilder svg = new StringBuilder();

    String draw(int sharedLines, List<Program> programs) {
        append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"14\">%n",
                WIDTH, 400);
        append("<rect width=\"%d\" height=\"400\" fill=\"#ffffff\"/>%n", WIDTH);
        double most = programs.stream()
                .mapToDouble(program -> program.median(Wrk::requestsPerSecond))
                .max()
                .orElseThrow();
        for (int i = 0; i < programs.size(); i++) {
            draw(programs.get(i), i * (BOX + GAP), most);
        }
        box(0, 310, WIDTH, 80, "#0b5394");
        text(
                WIDTH / 2,
                345,
                "middle",
                "#ffffff",
                "HTTP/1.1 over TLS, without I/O: bytes in, bytes out, and what is needed next");
        text(WIDTH / 2, 370, "middle", "#ffffff", sharedLines + " lines of code, written once");
        return svg.append("</svg>\n").toString();
    }

    private void draw(Program program, int x, double most) {
        box(x, 10, BOX, 230, "#eeeeee");
        text(x + BOX / 2, 35, "middle", "#000000", program.title());
        String lines = program.borrowed() == 0
                ? program.lines() + " lines"
                : program.lines() + " lines, and the loop: " + program.borrowed();
        text(x + BOX / 2, 58, "middle", "#000000", lines);
        double rate = program.median(Wrk::requestsPerSecond);
        int bar = (int) (rate / most * BARS);
        append("<rect x=\"%d\" y=\"90\" width=\"%d\" height=\"24\" fill=\"#45818e\"/>%n", x + 15, bar);
        text(x + 15, 134, "start", "#000000", String.format(Locale.ROOT, "%,.0f requests per second", rate));
        text(x + 15, 170, "start", "#000000", latency("half of them within", program.median(Wrk::p50Ms)));
        text(x + 15, 194, "start", "#000000", latency("99 of 100 within", program.median(Wrk::p99Ms)));
        text(x + 15, 224, "start", "#666666", "over 500 connections with TLS 1.3");
        append(
                "<path d=\"M%d 305 V250 m-7 12 l7 -12 l7 12\" stroke=\"#0b5394\" stroke-width=\"3\" fill=\"none\"/>%n",
                x + BOX / 2);
    }

    private static String latency(String label, double milliseconds) {
        return String.format(Locale.ROOT, "%s %.0f ms", label, milliseconds);
    }

    private void box(int x, int y, int width, int height, String colour) {
        append(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\"/>%n",
                x, y, width, height, colour);
    }

    private void text(int x, int y, String anchor, String colour, String text) {
        append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n", x, y, anchor, colour, text);
    }

    private void append(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
