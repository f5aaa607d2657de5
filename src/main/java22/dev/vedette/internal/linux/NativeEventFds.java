package dev.vedette.internal.linux;

import dev.vedette.internal.unix.EventFds;
import java.io.IOException;
import java.lang.foreign.ValueLayout;

/** eventfd(2), for programs. */
final class NativeEventFds implements EventFds {
    /** No errno is −1. */
    private static final int NO_ERRNO = -1;

    @Override
    public int open(boolean semaphore) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            int fd = EventFdCalls.create(scratch.callState, semaphore);
            if (fd == -1) {
                throw Errno.refusal("eventfd", scratch.errno(), "2.6.27");
            }
            return fd;
        } finally {
            scratch.give();
        }
    }

    @Override
    public boolean add(int fd, long value) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            scratch.struct.set(ValueLayout.JAVA_LONG, 0, value);
            return scratch.write(fd, scratch.struct, Long.BYTES) == Long.BYTES;
        } finally {
            scratch.give();
        }
    }

    @Override
    public long take(int fd) throws IOException {
        Scratch scratch = Scratch.take();
        try {
            return scratch.readNumber(fd, NO_ERRNO);
        } finally {
            scratch.give();
        }
    }
}
