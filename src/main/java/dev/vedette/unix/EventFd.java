package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;

/**
 * A counter in the kernel, {@code eventfd(2)}. One side adds to the counter, the other takes its value. It is readable
 * while its value is not 0.
 *
 * <p>A C library, another process or a thread outside of Java uses it to notify a {@link dev.vedette.Poll}. To wake a
 * Poll from Java, use {@link dev.vedette.Waker}, which usually needs no system call.
 *
 * <p>The value is an unsigned 64-bit number of at most 2<sup>64</sup> − 2. A counter that this class makes is
 * non-blocking, and is closed in programs that this one starts. Safe from any thread.
 *
 * <p>{@link #read} and {@link #write} transfer the value as 8 bytes in native order. {@link #take} and {@link #add}
 * need no buffer. After JIT compilation they allocate no objects, as long as at most 16 threads are in a call on a
 * descriptor at the same time.
 *
 * @since 0.1
 */
public final class EventFd extends Descriptor {
    private final SystemCalls calls = SystemCalls.get();

    private EventFd(int fd, boolean owned) {
        super(fd, owned);
    }

    /**
     * {@return a new counter with the value 0, of which {@link #take} takes the whole value}
     *
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd open() throws IOException {
        return open(false);
    }

    /**
     * {@return a new counter with the value 0, of which {@link #take} takes 1 ({@code EFD_SEMAPHORE})}
     *
     * @throws IOException if the system refuses, for example because the process is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd openSemaphore() throws IOException {
        return open(true);
    }

    private static EventFd open(boolean semaphore) throws IOException {
        return new EventFd(SystemCalls.get().eventfd(semaphore), true);
    }

    /**
     * {@return a view of a counter that other code has made and owns, for example a C library: closing the view leaves
     * the descriptor open}
     *
     * <p>The counter should be non-blocking. In blocking mode {@link #take} waits until the value is not 0,
     * {@link #add} waits until there is room, and neither wait can be interrupted. {@link #setNonBlocking} changes the
     * mode, also for the owner.
     *
     * @param fd the number of the descriptor; a number that is not open, or is not an eventfd, is detected when it is
     *     used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd borrow(int fd) {
        return new EventFd(fd, false);
    }

    /**
     * {@return a view of a counter that other code has made, for example a C library: closing the view closes the
     * descriptor}
     *
     * <p>The counter should be non-blocking. In blocking mode {@link #take} waits until the value is not 0,
     * {@link #add} waits until there is room, and neither wait can be interrupted. {@link #setNonBlocking} changes the
     * mode.
     *
     * @param fd the number of the descriptor; a number that is not open, or is not an eventfd, is detected when it is
     *     used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd own(int fd) {
        return new EventFd(fd, true);
    }

    /**
     * Adds to the counter. Makes one system call.
     *
     * @param value the number to add, at least 1
     * @return whether there was room. If not, nothing was added, and this becomes writable when there is room for 1
     * @throws IllegalArgumentException if {@code value} is not positive
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public boolean add(long value) throws IOException {
        if (value < 1) {
            throw new IllegalArgumentException("value " + value + " < 1");
        }
        enter();
        try {
            return calls.eventfdWrite(fd(), value);
        } finally {
            exit();
        }
    }

    /**
     * Takes the whole value, or 1 from a semaphore. Makes one system call.
     *
     * @return the number taken; 0 if the value was 0. The number is unsigned: a negative result stands for a number
     *     greater than {@link Long#MAX_VALUE}
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public long take() throws IOException {
        enter();
        try {
            return calls.eventfdRead(fd());
        } finally {
            exit();
        }
    }
}
