package dev.vedette.internal;

import dev.vedette.Interest;
import dev.vedette.Registry;
import dev.vedette.Trigger;
import java.io.IOException;

/** How {@code dev.vedette.unix} registers descriptors with a {@link Registry}, which does not show that to programs. */
public abstract class DescriptorRegistrar {
    private static volatile DescriptorRegistrar instance;

    /** Set by {@link Registry} when it is loaded, so before anyone has a Registry to ask for. */
    public static void install(DescriptorRegistrar registrar) {
        instance = registrar;
    }

    public static DescriptorRegistrar get() {
        return instance;
    }

    public abstract void register(Registry registry, int fd, long token, Interest interest, Trigger trigger)
            throws IOException;

    public abstract void reregister(Registry registry, int fd, long token, Interest interest, Trigger trigger)
            throws IOException;

    public abstract void deregister(Registry registry, int fd) throws IOException;
}
