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

/** Finds resources of the library that remain in a JVM after its class loader has been discarded. */
public final class Leftovers {
    private static final Pattern OF_POLLS = Pattern.compile("(anon_inode|pipe|socket):.*|.*/vedette[^/]*\\.jar[^/]*");

    private static final Duration TIME_LIMIT = Duration.ofMinutes(3);

    private Leftovers() {}

    /** Runs the garbage collector until it has cleared the reference. */
    public static void awaitCollection(WeakReference<?> reference) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TIME_LIMIT.toNanos();
        while (!reference.refersTo(null)) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("still reachable: " + reference.get());
            }
            System.gc();
            Thread.sleep(20);
        }
    }

    /**
     * Returns the open descriptors of the kinds that Polls and channels use, and those of the library's JAR. Each
     * consists of the number of the descriptor and its target. The JAR is recognized by its file name alone, because
     * folders may have the name of the library, too.
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
                    // closed in the meantime: the descriptor of the listing itself, or one of the JVM
                }
            }
        }
        return descriptors;
    }

    /** Returns the names of the library's event types that are registered with Flight Recorder. */
    public static List<String> eventTypes() {
        List<String> names = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .map(EventType::getName)
                .toList();
        if (!names.contains("jdk.ActiveRecording")) {
            throw new AssertionError("Flight Recorder does not list its own events: " + names);
        }
        return names.stream().filter(name -> name.startsWith("dev.vedette.")).toList();
    }

    /** Returns the names of all live threads. */
    public static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }
}
