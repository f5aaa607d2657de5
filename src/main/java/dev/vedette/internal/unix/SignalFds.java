package dev.vedette.internal.unix;

import java.io.IOException;

/** signalfd(2). */
public interface SignalFds {
    /** Who is told of signals. */
    interface Sink {
        void signal(int number, int code, int pid, int uid);
    }

    /** A new descriptor for the signals whose bits are set, 1 being that of signal 1; non-blocking, closed on exec. */
    int open(long signals) throws IOException;

    /** Reads once, and tells of all that was read. */
    void take(int fd, Sink sink) throws IOException;
}
