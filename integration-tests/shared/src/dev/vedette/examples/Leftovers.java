package dev.vedette.examples;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/** What the library could leave behind in a JVM, where its class loader is given up before the JVM ends. */
public final class Leftovers {
    private static final Pattern OF_POLLS = Pattern.compile("(anon_inode|pipe|socket):.*|.*/vedette[^/]*\\.jar[^/]*");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Leftovers() {}

    /** Runs the collector until it has taken what is referred to. */
    public static void awaitCollection(WeakReference<?> reference) throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!reference.refersTo(null)) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("something holds on to " + reference.get());
            }
            System.gc();
            Thread.sleep(20);
        }
    }

    /**
     * The open descriptors of the kinds that polls and their channels have, and those of the library's JAR, which has
     * its name from its file alone: folders may be called so, too. Each with its number and what it stands for.
     */
    public static Set<String> descriptors() throws IOException {
        Set<String> descriptors = new TreeSet<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (OF_POLLS.matcher(target).matches()) {
                        descriptors.add(link.getFileName() + " " + target);
                    }
                } catch (NoSuchFileException e) {
                    // closed by now: the listing's own, or one of the JVM's
                }
            }
        }
        return descriptors;
    }

    /** The library's events that Flight Recorder knows. */
    public static List<String> eventTypes() {
        List<String> names = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .map(EventType::getName)
                .toList();
        if (!names.contains("jdk.ActiveRecording")) {
            throw new AssertionError("Flight Recorder does not even know its own events: " + names);
        }
        return names.stream().filter(name -> name.startsWith("dev.vedette.")).toList();
    }

    /** The names of the threads that are alive. */
    public static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }
}
