package dev.vedette.internal.linux;

import dev.vedette.internal.unix.TimerFds;
import java.io.IOException;
import java.time.Duration;

/** Timers. */
final class NativeTimerFds implements TimerFds {
    @Override
    public int open(boolean realtime) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            int clock = realtime ? TimerFdCalls.CLOCK_REALTIME : TimerFdCalls.CLOCK_MONOTONIC;
            int fd = TimerFdCalls.create(scratch.callState, clock);
            if (fd == -1) {
                throw Errno.refusal("timerfd_create", scratch.errno(), "2.6.27");
            }
            return fd;
        } finally {
            scratch.give();
        }
    }

    @Override
    public void set(int fd, Start start, long firstS, int firstNs, Duration period) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            TimerFdCalls.Setting.write(scratch.struct, firstS, firstNs, period);
            if (TimerFdCalls.set(scratch.callState, fd, flags(start), scratch.struct) == -1
                    && scratch.errno() != Errno.ECANCELED) { // the clock was set before: armed all the same
                throw Errno.exception("timerfd_settime(fd " + fd + ")", scratch.errno());
            }
        } finally {
            scratch.give();
        }
    }

    private static int flags(Start start) {
        return switch (start) {
            case RELATIVE -> 0;
            case ABSOLUTE -> TimerFdCalls.TFD_TIMER_ABSTIME;
            case CANCEL_ON_SET -> TimerFdCalls.TFD_TIMER_ABSTIME | TimerFdCalls.TFD_TIMER_CANCEL_ON_SET;
        };
    }

    @Override
    public long expirations(int fd) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            return scratch.readNumber(fd, Errno.ECANCELED);
        } finally {
            scratch.give();
        }
    }

    @Override
    public Duration remaining(int fd) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            if (TimerFdCalls.get(scratch.callState, fd, scratch.struct) == -1) {
                throw Errno.exception("timerfd_gettime(fd " + fd + ")", scratch.errno());
            }
            return TimerFdCalls.Setting.value(scratch.struct);
        } finally {
            scratch.give();
        }
    }
}
