package dev.vedette.faults;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many descriptors this process may have; the JVM has raised that to what the user may. */
public final class DescriptorLimit {
    private DescriptorLimit() {}

    public static long get() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : 0;
    }
}
