package dev.vedette;

/**
 * The system interfaces on which a {@link Poll} can be built.
 *
 * <p>{@link Poll#open()} selects the best backend that the JVM allows. The system property {@value #PROPERTY} overrides
 * this choice for every Poll whose builder does not select a backend. Its value is the name of a backend; case is
 * ignored.
 *
 * @since 0.1
 */
public enum Backend {
    /**
     * {@link java.nio.channels.Selector}. It works on every system and on every Java version from 17 on, without a
     * flag. On Linux with Java 22 or newer it also serves descriptors, through an epoll instance that the Selector
     * watches. This calls native code, which the JVM must not deny and may warn about, and it needs the module
     * {@code jdk.net}.
     */
    NIO,

    /**
     * Linux <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>, called through
     * {@code java.lang.foreign}.
     */
    EPOLL,

    /**
     * Reserved for {@code kqueue(2)} of macOS and BSD. There is no such backend yet: opening a Poll with it throws an
     * {@link UnsupportedOperationException} on every system.
     */
    KQUEUE;

    /** The name of the system property that selects a backend: {@value}. */
    public static final String PROPERTY = "dev.vedette.backend";
}
