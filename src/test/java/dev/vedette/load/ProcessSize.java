package dev.vedette.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
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
 * @param resident bytes of memory, the heap included
 * @param committed bytes that the JVM knows it has, the heap included, if it tracks them; else 0
 * @param descriptors how many are open
 */
record ProcessSize(long heap, long resident, long committed, long descriptors) {
    private static final Pattern COMMITTED = Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB");

    static ProcessSize measure() throws IOException, JMException {
        return new ProcessSize(liveHeap(), residentNow(), committedNow(), descriptorsNow());
    }

    /** Collects first. */
    static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
    private static long committedNow() throws JMException {
        Object report = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmNativeMemory",
                        new Object[] {new String[] {"summary"}},
                        new String[] {String[].class.getName()});
        Matcher matcher = COMMITTED.matcher((String) report);
        return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    }

    private static long descriptorsNow() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        }
    }
}
