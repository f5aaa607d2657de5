package dev.vedette.examples.redis.server;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of a blocking server: virtual threads on Java 21 or newer, and platform threads otherwise. */
final class ConnectionThreads {
    private static final String NAME = "redis-connection-";

    private ConnectionThreads() {}

    static ThreadFactory factory() {
        try {
            return virtual();
        } catch (ReflectiveOperationException e) {
            return platform();
        }
    }

    /**
     * Calls {@code Thread.ofVirtual().name(NAME, 0).factory()} by reflection, because the code is compiled for Java 17.
     */
    private static ThreadFactory virtual() throws ReflectiveOperationException {
        Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
        Object unnamed = Thread.class.getMethod("ofVirtual").invoke(null);
        Object named = builder.getMethod("name", String.class, long.class).invoke(unnamed, NAME, 0L);
        return (ThreadFactory) builder.getMethod("factory").invoke(named);
    }

    private static ThreadFactory platform() {
        AtomicLong number = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, NAME + number.getAndIncrement());
            thread.setDaemon(true); // like virtual threads
            return thread;
        };
    }
}
