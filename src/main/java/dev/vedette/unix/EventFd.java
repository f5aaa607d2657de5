package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;

/**
 * A counter of the kernel, {@code eventfd(2)}: what one side adds, the other takes, and it is readable while it is not
 * 0.
 *
 * <p>It is how a C library, another process or a thread outside of Java tells a {@link dev.vedette.Poll} of something.
 * To wake a Poll from Java there is {@link dev.vedette.Waker}, which mostly needs no system call.
 *
 * <p>The value is an unsigned number of 64 bits, of which the greatest possible is 2<sup>64</sup> − 2. It is
 * non-blocking and closed in programs that this one starts, unless another has made it. Safe from any thread.
 * {@link #read} and {@link #write} want the 8 bytes of the number in native order; {@link #take} and {@link #add} do
 * not, and allocate nothing.
 */
public final class EventFd extends Descriptor {
    private final SystemCalls calls = SystemCalls.get();

    private EventFd(int fd, boolean owned) {
        super(fd, owned);
    }

    /**
     * {@return a new counter at 0, of which {@link #take} takes all}
     *
     * @throws IOException if the system refuses, as it is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd open() throws IOException {
        return open(false);
    }

    /**
     * {@return a new counter at 0, of which {@link #take} takes 1: {@code EFD_SEMAPHORE}}
     *
     * @throws IOException if the system refuses, as it is out of descriptors
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd openSemaphore() throws IOException {
        return open(true);
    }

    private static EventFd open(boolean semaphore) throws IOException {
        return new EventFd(SystemCalls.get().eventfd(semaphore), true);
    }

    /**
     * {@return a counter that another has made, such as a C library, and that stays its owner's: closing it leaves the
     * descriptor open}
     *
     * <p>It should be non-blocking. In blocking mode {@link #take} waits until there is something, and {@link #add}
     * until there is room, and neither can be interrupted; {@link #setNonBlocking} switches that, for its owner too.
     *
     * @param fd its number; whether there is such a descriptor, and whether it is a counter, shows when it is used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd borrow(int fd) {
        return new EventFd(fd, false);
    }

    /**
     * {@return a counter that another has made, such as a C library, and that closing closes}
     *
     * <p>It should be non-blocking. In blocking mode {@link #take} waits until there is something, and {@link #add}
     * until there is room, and neither can be interrupted; {@link #setNonBlocking} switches that.
     *
     * @param fd its number; whether there is such a descriptor, and whether it is a counter, shows when it is used
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static EventFd own(int fd) {
        return new EventFd(fd, true);
    }

    /**
     * Adds to the counter. One system call.
     *
     * @param value how much, at least 1
     * @return whether there was room; if not, nothing was added, and it is writable when there is room for 1
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
     * Takes the whole value, or 1 of it from a semaphore. One system call.
     *
     * @return what was taken, as an unsigned number: negative stands for more than {@link Long#MAX_VALUE}; 0 if there
     *     was nothing
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
