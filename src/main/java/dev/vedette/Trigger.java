package dev.vedette;

/**
 * How often a lasting condition is reported.
 *
 * <p>{@link #LEVEL} and {@link #ONESHOT} work on every backend. {@link #EDGE} works where the kernel supports it; see
 * {@link Registry#supports(Trigger)}. Descriptors of the operating system support all triggers. The meaning is that of
 * <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>.
 *
 * @since 0.1
 */
public enum Trigger {
    /** Every poll reports the condition as long as it lasts. */
    LEVEL,

    /**
     * A poll reports the condition when it changes. It also reports a condition that already holds at registration. The
     * program must drain the source, until it returns 0 or would block, before it can rely on another event.
     *
     * <p><b>Portability:</b> a further change in the same direction, such as the arrival of more bytes, is guaranteed
     * to cause an event. A second event without such a change is possible.
     */
    EDGE,

    /**
     * A poll reports the condition once. The source is then silent until {@code reregister} rearms it. If the condition
     * still holds then, it is reported at once.
     */
    ONESHOT
}
