package dev.vedette.examples.prometheus;

import dev.vedette.examples.Shell;
import java.nio.file.Path;
import java.util.List;

/** What {@code jfr/stalls} prints about a recording of {@link StallingServer}. */
record StallsReport(List<String> lines) {
    static StallsReport of(Shell shell, String recording) throws Exception {
        return new StallsReport(
                shell.run("'" + Path.of(System.getProperty("settings"), "stalls") + "' --top 50 " + recording));
    }

    /** Returns the line in the table of causes that names a method of the server. */
    String cause(String method) {
        return lines.stream()
                .dropWhile(line -> !line.startsWith("Causes, "))
                .takeWhile(line -> !line.isBlank())
                .filter(line -> line.contains("StallingServer." + method + " line "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + method + " in\n" + this));
    }

    /** Returns the first line of the worst stall. */
    String worst() {
        return lines.stream()
                .filter(line -> line.matches(" *1\\. .*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stall in\n" + this));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
