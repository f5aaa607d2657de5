package dev.vedette.internal.unix;

import java.io.IOException;

/** inotify(7). */
public interface Inotifies {
    /** Who is told of events. */
    interface Sink {
        /** One event; the name is empty if it has none. */
        void event(int watch, int mask, int cookie, byte[] name);
    }

    /** A new instance, non-blocking and closed on exec. */
    int open() throws IOException;

    /** The number of the watch. */
    int add(int fd, byte[] path, int mask) throws IOException;

    void remove(int fd, int watch) throws IOException;

    /** Reads once, and tells of all that was read. */
    void take(int fd, Sink sink) throws IOException;
}
