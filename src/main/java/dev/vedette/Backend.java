package dev.vedette;

/**
 * The system interfaces that a {@link Poll} can stand on.
 *
 * <p>{@link Poll#open()} takes the best that the JVM allows. The system property {@value #PROPERTY}, set to a name in
 * any case, overrides that choice for every Poll whose builder does not name a backend.
 */
public enum Backend {
    /**
     * {@link java.nio.channels.Selector}: everywhere, on every Java version, without a flag. On Linux with Java 22 or
     * newer it serves descriptors too, from an epoll instance that the Selector watches; that calls native code, which
     * the JVM must not deny and may warn of, and needs the module {@code jdk.net}.
     */
    NIO,

    /**
     * Linux <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>, by {@code java.lang.foreign}.
     */
    EPOLL,

    /**
     * Reserved for {@code kqueue(2)} of macOS and BSD. There is no such backend yet: opening a Poll with it fails with
     * an {@link UnsupportedOperationException} on every system.
     */
    KQUEUE;

    /** The system property that chooses a backend. */
    public static final String PROPERTY = "dev.vedette.backend";
}
