package dev.vedette;

/**
 * When a condition that lasts is reported again.
 *
 * <p>{@link #LEVEL} and {@link #ONESHOT} work on every backend, {@link #EDGE} where the kernel has it;
 * {@link Registry#supports(Trigger)} tells. Descriptors of the operating system have all of them. The meaning is that
 * of <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>.
 */
public enum Trigger {
    /** Reported by every poll as long as the condition lasts. */
    LEVEL,

    /**
     * Reported when the condition changes, and at once at registration if it holds then. The program must drain the
     * source, until it gives 0 or would block, before it can rely on another event.
     *
     * <p><b>Portability:</b> after a further change in the same direction (more bytes arrive) an event is promised; a
     * second event without such a change may happen.
     */
    EDGE,

    /**
     * Reported once, then silent until the source is registered anew with {@code reregister}, which reports a condition
     * that still holds at once.
     */
    ONESHOT
}
