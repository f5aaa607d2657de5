package dev.vedette.examples;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/** What the library could leave behind in a JVM, where its class loader is given up before the JVM ends. */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    /** The open descriptors of the kinds that polls and their channels have, each with its number and what it stands for. */
    public static Set<String> descriptors() throws IOException {
        Set<String> descriptors = new TreeSet<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link)) { // the listing's own is closed by now
                    String target = Files.readSymbolicLink(link).toString();
                    if (target.matches("(anon_inode|pipe|socket):.*|.*vedette.*")) {
                        descriptors.add(link.getFileName() + " " + target);
                    }
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
