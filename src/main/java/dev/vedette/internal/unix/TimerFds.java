package dev.vedette.internal.unix;

import java.io.IOException;
import java.time.Duration;

/** timerfd_create(2). */
public interface TimerFds {
    /** What {@link #expirations} gives if the clock was set. */
    long CANCELLED = -1;

    /** How the first expiration is given. */
    enum Start {
        /** From now. */
        RELATIVE,
        /** By the clock. */
        ABSOLUTE,
        /** By the clock, and cancelled if that is set. */
        CANCEL_ON_SET
    }

    /** A new timer that is not armed, non-blocking and closed on exec. */
    int open(boolean realtime) throws IOException;

    /** Arms; disarms if the first expiration is zero. */
    void set(int fd, Start start, long firstS, int firstNs, Duration period) throws IOException;

    /** Expirations since the last call; 0 if there are none, {@link #CANCELLED} if the clock was set. */
    long expirations(int fd) throws IOException;

    /** Until the next expiration; zero if it is not armed. */
    Duration remaining(int fd) throws IOException;
}
