package dev.vedette.examples.https.figures;

import dev.vedette.examples.Shell;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk reports of one run.
 *
 * @param p50Ms the latency below which half of the requests are, in milliseconds
 */
record Wrk(double requestsPerSecond, double p50Ms, double p99Ms) {
    private static final Pattern TIME = Pattern.compile("([0-9.]+)(us|ms|s|m)");

    static Wrk run(Shell shell, int port, int connections, int seconds) throws Exception {
        List<String> report =
                shell.run("wrk -t1 -c" + connections + " -d" + seconds + "s --latency https://localhost:" + port + "/");
        if (report.stream().anyMatch(line -> line.contains("Non-2xx"))) {
            throw new IllegalStateException(String.join("\n", report));
        }
        return new Wrk(
                Double.parseDouble(value(report, "Requests/sec:")),
                milliseconds(value(report, "50%")),
                milliseconds(value(report, "99%")));
    }

    private static String value(List<String> report, String label) {
        return report.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(String.join("\n", report)));
    }

    private static double milliseconds(String time) {
        Matcher matcher = TIME.matcher(time);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a time: " + time);
        }
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "ms" -> value;
            case "s" -> value * 1000;
            default -> value * 60_000;
        };
    }
}
