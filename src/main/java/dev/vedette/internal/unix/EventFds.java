package dev.vedette.internal.unix;

import java.io.IOException;

/** eventfd(2). */
public interface EventFds {
    /** A new counter, non-blocking and closed on exec. */
    int open(boolean semaphore) throws IOException;

    /** Adds; {@code false} if there is no room. */
    boolean add(int fd, long value) throws IOException;

    /** What a read gives, unsigned; 0 if there is nothing. */
    long take(int fd) throws IOException;
}
