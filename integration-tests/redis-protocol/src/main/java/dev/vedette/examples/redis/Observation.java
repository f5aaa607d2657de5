package dev.vedette.examples.redis;

import dev.vedette.Poll;
import dev.vedette.micrometer.PollMetrics;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Observes one Poll with Flight Recorder and Micrometer while the demo runs. */
final class Observation implements Closeable {
    private static final String EVENTS = "dev.vedette.";

    /** The minimum duration of recorded waits and dispatches. A threshold is usual in production. */
    private static final Duration THRESHOLD = Duration.ofMillis(1);

    /** The interval at which statistics are recorded. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PollMetrics metrics;
    private final Recording recording = new Recording();

    private Observation(Poll poll) {
        metrics = new PollMetrics(poll);
    }

    static Observation start(Poll poll) {
        Observation observation = new Observation(poll);
        observation.metrics.bindTo(observation.registry);
        observation.recording.enable(EVENTS + "Poll").withThreshold(THRESHOLD);
        observation.recording.enable(EVENTS + "Dispatch").withThreshold(THRESHOLD);
        observation.recording.enable(EVENTS + "Stall");
        observation.recording.enable(EVENTS + "PollStatistics").withPeriod(PERIOD);
        observation.recording.start();
        return observation;
    }

    /** Prints the observations so far. */
    void print(PrintStream out) throws IOException {
        out.printf("Flight Recorder (waits and dispatches of %d ms and more):%n", THRESHOLD.toMillis());
        summarize(recordedEvents()).values().forEach(line -> out.println("  " + line));
        out.println("Meters:");
        registry.getMeters().stream().map(Observation::line).sorted().forEach(line -> out.println("  " + line));
    }

    private List<RecordedEvent> recordedEvents() throws IOException {
        Path file = Files.createTempFile("vedette-demo", ".jfr");
        try {
            recording.dump(file);
            List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
            events.removeIf(event -> !event.getEventType().getName().startsWith(EVENTS));
            return events;
        } finally {
            Files.delete(file);
        }
    }

    private static Map<String, String> summarize(List<RecordedEvent> events) {
        return events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.getEventType().getName(),
                        TreeMap::new,
                        Collectors.collectingAndThen(Collectors.toList(), Observation::line)));
    }

    private static String line(List<RecordedEvent> sameType) {
        Duration longest = sameType.stream()
                .map(RecordedEvent::getDuration)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        String line = String.format("%-28s %,8d", sameType.get(0).getEventType().getName(), sameType.size());
        return longest.isZero() ? line : line + String.format("   longest %,.1f ms", longest.toNanos() / 1e6);
    }

    private static String line(Meter meter) {
        String values = StreamSupport.stream(meter.measure().spliterator(), false)
                .map(Observation::text)
                .collect(Collectors.joining(", "));
        String tags = meter.getId().getTags().stream().map(Tag::getValue).collect(Collectors.joining(" "));
        return String.format("%-28s [%s] %s", meter.getId().getName(), tags, values);
    }

    private static String text(Measurement measurement) {
        return String.format(
                "%s %,.6f", measurement.getStatistic().getTagValueRepresentation(), measurement.getValue());
    }

    @Override
    public void close() {
        recording.close();
        metrics.close();
        registry.close();
    }
}
