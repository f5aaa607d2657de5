package dev.vedette.benchmarks.report;

import com.google.gson.JsonObject;
import dev.vedette.benchmarks.Peer;
import dev.vedette.benchmarks.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Reads the results, draws the plots, and writes the tables between two marks of the README. */
public final class Report {
    private static final String BEGIN = "<!-- results: written by src/jmh/run -->\n";
    private static final String END = "<!-- end of results -->";

    private Report() {}

    /** Takes the directory of the README and the directory of the results. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Results results = new Results(Path.of(arguments[1]));
        Figures figures = new Figures(results.samples());
        plot(
                figures,
                "poll: poll",
                Peer.FLOOR,
                "Time of a poll relative to the system call alone: lower is better",
                directory,
                "poll.svg");
        plot(
                figures,
                "echo: throughput",
                Peer.VEDETTE_EPOLL,
                "Echoes per second relative to Vedette EPOLL: higher is better",
                directory,
                "echo.svg");
        Path readme = directory.resolve("README.md");
        Files.writeString(readme, replaceResults(Files.readString(readme), text(results.environment(), figures)));
    }

    private static void plot(
            Figures figures, String benchmark, Peer reference, String title, Path directory, String file)
            throws IOException {
        if (figures.benchmarks().contains(benchmark)) {
            Files.writeString(directory.resolve(file), new BarChart(figures, benchmark, reference).draw(title));
        }
    }

    private static String text(JsonObject environment, Figures figures) {
        String machine = environment.entrySet().stream()
                .map(entry -> "| " + entry.getKey() + " | " + entry.getValue().getAsString() + " |\n")
                .collect(Collectors.joining());
        return "\n| | |\n|---|---|\n" + machine
                + "\n### Bounds\n\n" + new Bounds(figures).table()
                + "\n### Figures\n"
                + tables(figures);
    }

    /** {@return the tables of samples} */
    public static String tables(Collection<Sample> samples) {
        return tables(new Figures(samples));
    }

    private static String tables(Figures figures) {
        Tables tables = new Tables(figures);
        return figures.benchmarks().stream().map(tables::table).collect(Collectors.joining());
    }

    private static String replaceResults(String readme, String results) throws IOException {
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("the README has no marks around the results");
        }
        return readme.substring(0, begin + BEGIN.length()) + results + "\n" + readme.substring(end);
    }
}
