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
 * The size of this process.
 *
 * @param heap bytes of live objects
 * @param direct bytes of the program outside the heap, as tracked by the JVM
 * @param committed bytes of the whole JVM with heap and compilers, as tracked by the JVM
 * @param resident bytes of resident memory, as counted by the system
 * @param descriptors number of open descriptors
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

    /** The heap after a collection, without later allocations of other threads. */
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

    /** Needs {@code -XX:NativeMemoryTracking=summary}. */
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
