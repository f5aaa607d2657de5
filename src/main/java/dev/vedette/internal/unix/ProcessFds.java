package dev.vedette.internal.unix;

import java.io.IOException;

/** pidfd_open(2). */
public interface ProcessFds {
    /** A new descriptor of a process, closed on exec. */
    int open(int pid) throws IOException;

    /** Whether it has exited. */
    boolean hasExited(int fd) throws IOException;
}
