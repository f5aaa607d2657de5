package dev.vedette.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How big this process is.
 *
 * @param heap bytes of the objects that are alive
 * @param direct bytes that the program has off the heap, as the JVM tracks them
 * @param committed bytes that the JVM has, as it tracks them, heap and compilers included
 * @param resident bytes of memory that the system counts
 * @param descriptors how many are open
 */
record ProcessSize(long heap, long direct, long committed, long resident, long descriptors) {
    private static final Pattern COMMITTED = Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");
    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    static ProcessSize measure() throws IOException, JMException {
        long heap = liveHeap();
        String tracked = trackedMemory();
        return new ProcessSize(
                heap, bytes(tracked, DIRECT), bytes(tracked, COMMITTED), residentNow(), descriptorsNow());
    }

    /** What a collection leaves, and not what threads have taken since. */
    static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    private static long residentNow() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** With {@code -XX:NativeMemoryTracking=summary}. */
    private static String trackedMemory() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmNativeMemory",
                        new Object[] {new String[] {"summary"}},
                        new String[] {String[].class.getName()});
    }

    private static long bytes(String tracked, Pattern pattern) {
        Matcher matcher = pattern.matcher(tracked);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + tracked);
        }
        return Long.parseLong(matcher.group(1)) * 1024;
    }

    private static long descriptorsNow() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        }
    }
}
