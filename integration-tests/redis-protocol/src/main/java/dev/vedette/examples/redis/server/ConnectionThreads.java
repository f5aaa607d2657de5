package dev.vedette.examples.redis.server;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of a blocking server: virtual ones where there are any, which is from Java 21 on. */
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

    /** {@code Thread.ofVirtual().name(NAME, 0).factory()}, for a compiler that has not heard of it. */
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
            thread.setDaemon(true); // as virtual threads are
            return thread;
        };
    }
}
