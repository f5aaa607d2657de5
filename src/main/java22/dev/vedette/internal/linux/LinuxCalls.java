package dev.vedette.internal.linux;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The system calls of Linux. A method here provides the memory for a call, repeats the call if a signal interrupts it,
 * and throws an exception for the result −1. The calls themselves are in one class per man page.
 */
final class LinuxCalls implements SystemCalls {
    // ---- every descriptor

    @Override
    public int open(byte[] path, boolean read, boolean write) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment string = scratch.cString(path);
            int fd;
            do {
                fd = Unistd.open(scratch.state, string, read, write);
            } while (isInterrupted(fd, scratch));
            if (fd == -1) {
                String hint = scratch.errno() == Errno.ENXIO
                        ? "; nobody has this FIFO open for reading, or the device is gone"
                        : "";
                throw new IOException("open(" + text(path) + "): " + Errno.describe(scratch.errno()) + hint);
            }
            return fd;
        }
    }

    @Override
    public int read(int fd, ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        try (Scratch scratch = Scratch.open();
                BufferMemory memory = BufferMemory.of(target, scratch)) {
            long count = read(scratch, fd, memory.segment, memory.segment.byteSize());
            int read = (int) Math.max(0, count);
            memory.copyBack(read);
            return count == 0 ? -1 : read;
        }
    }

    @Override
    public ByteBuffer readRecords(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            long count = read(scratch, fd, scratch.buffer, Scratch.BUFFER_SIZE);
            byte[] records = scratch.buffer.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE);
            return ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
        }
    }

    @Override
    public int write(int fd, ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return 0;
        }
        try (Scratch scratch = Scratch.open();
                BufferMemory memory = BufferMemory.filledFrom(source, scratch)) {
            long count = write(scratch, fd, memory.segment, memory.segment.byteSize());
            int written = (int) Math.max(0, count);
            source.position(source.position() + written);
            return written;
        }
    }

    @Override
    public void setNonBlocking(int fd, boolean nonBlocking) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            Errno.check(Unistd.setNonBlocking(scratch.state, fd, nonBlocking), scratch.state, "fcntl", fd);
        }
    }

    @Override
    public void close(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            Errno.check(Unistd.close(scratch.state, fd), scratch.state, "close", fd);
        }
    }

    /** The number of bytes read; −1 if there is nothing to read now. */
    private static long read(Scratch scratch, int fd, MemorySegment buffer, long size) throws IOException {
        return orNothing(readAgain(scratch, fd, buffer, size), scratch, "read", fd);
    }

    private static long readAgain(Scratch scratch, int fd, MemorySegment buffer, long size) {
        long count;
        do {
            count = Unistd.read(scratch.state, fd, buffer, size);
        } while (isInterrupted(count, scratch));
        return count;
    }

    /** The number of bytes written; −1 if there is no room now. */
    private static long write(Scratch scratch, int fd, MemorySegment buffer, long size) throws IOException {
        long count;
        do {
            count = Unistd.write(scratch.state, fd, buffer, size);
        } while (isInterrupted(count, scratch));
        return orNothing(count, scratch, "write", fd);
    }

    private static boolean isInterrupted(long result, Scratch scratch) {
        return result == -1 && scratch.errno() == Errno.EINTR;
    }

    private static boolean wouldBlock(long result, Scratch scratch) {
        return result == -1 && scratch.errno() == Errno.EAGAIN;
    }

    /** The count; −1 if the call would block. */
    private static long orNothing(long count, Scratch scratch, String call, int fd) throws IOException {
        if (!wouldBlock(count, scratch)) {
            Errno.check(count, scratch.state, call, fd);
        }
        return count;
    }

    // ---- eventfd

    @Override
    public int eventfd(boolean semaphore) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            return Errno.checkSince(Eventfd.create(scratch.state, semaphore), scratch.state, "eventfd", "2.6.27");
        }
    }

    @Override
    public boolean eventfdWrite(int fd, long value) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            scratch.struct.set(ValueLayout.JAVA_LONG, 0, value);
            return write(scratch, fd, scratch.struct, Long.BYTES) == Long.BYTES;
        }
    }

    @Override
    public long eventfdRead(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            return number(readAgain(scratch, fd, scratch.struct, Long.BYTES), scratch, fd);
        }
    }

    /**
     * The number that a read of an eventfd or timerfd returns; 0, which neither returns, if there is none. A timerfd in
     * blocking mode returns no bytes if its clock is set back during the read.
     */
    private static long number(long count, Scratch scratch, int fd) throws IOException {
        if (count == Long.BYTES) {
            return scratch.struct.get(ValueLayout.JAVA_LONG, 0);
        }
        if (orNothing(count, scratch, "read", fd) > 0) {
            throw new IOException("read(fd " + fd + "): " + count + " bytes instead of 8");
        }
        return 0;
    }

    // ---- timerfd

    @Override
    public int timerfdCreate(TimerClock clock) throws IOException {
        int clockId = switch (clock) {
            case MONOTONIC -> Timerfd.CLOCK_MONOTONIC;
            case BOOTTIME -> Timerfd.CLOCK_BOOTTIME;
            case REALTIME -> Timerfd.CLOCK_REALTIME;
        };
        try (Scratch scratch = Scratch.open()) {
            return Errno.checkSince(Timerfd.create(scratch.state, clockId), scratch.state, "timerfd_create", "2.6.27");
        }
    }

    @Override
    public void timerfdSettime(int fd, TimerStart start, long firstS, int firstNs, Duration period) throws IOException {
        int flags = switch (start) {
            case RELATIVE -> 0;
            case ABSOLUTE -> Timerfd.TFD_TIMER_ABSTIME;
            case CANCEL_ON_SET -> Timerfd.TFD_TIMER_ABSTIME | Timerfd.TFD_TIMER_CANCEL_ON_SET;
        };
        try (Scratch scratch = Scratch.open()) {
            Timerfd.Setting.write(scratch.struct, firstS, firstNs, period);
            int result = Timerfd.set(scratch.state, fd, flags, scratch.struct);
            // ECANCELED: the clock was set before this call, which has armed the timer all the same
            if (result == -1 && scratch.errno() != Errno.ECANCELED) {
                throw Errno.exception("timerfd_settime(fd " + fd + ")", scratch.errno());
            }
        }
    }

    @Override
    public long timerfdRead(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            long count = readAgain(scratch, fd, scratch.struct, Long.BYTES);
            if (count == -1 && scratch.errno() == Errno.ECANCELED) {
                return CLOCK_WAS_SET;
            }
            return number(count, scratch, fd);
        }
    }

    @Override
    public Duration timerfdGettime(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            Errno.check(Timerfd.get(scratch.state, fd, scratch.struct), scratch.state, "timerfd_gettime", fd);
            return Timerfd.Setting.value(scratch.struct);
        }
    }

    // ---- signalfd

    @Override
    public int signalfd(long signals) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int fd = Signalfd.create(scratch.state, scratch.struct, signals);
            return Errno.checkSince(fd, scratch.state, "signalfd", "2.6.27");
        }
    }

    // ---- inotify

    @Override
    public int inotifyInit() throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int fd = Inotify.create(scratch.state);
            if (fd == -1 && scratch.errno() == Errno.EMFILE) {
                throw new IOException("inotify_init1: " + Errno.describe(Errno.EMFILE)
                        + "; the limit is RLIMIT_NOFILE or /proc/sys/fs/inotify/max_user_instances");
            }
            return Errno.checkSince(fd, scratch.state, "inotify_init1", "2.6.27");
        }
    }

    @Override
    public int inotifyAddWatch(int fd, byte[] path, int mask) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int watch = Inotify.addWatch(scratch.state, fd, scratch.cString(path), mask);
            if (watch == -1) {
                String hint =
                        scratch.errno() == Errno.ENOSPC ? "; the limit is /proc/sys/fs/inotify/max_user_watches" : "";
                throw new IOException("inotify_add_watch(fd " + fd + ", " + text(path) + "): "
                        + Errno.describe(scratch.errno()) + hint);
            }
            return watch;
        }
    }

    @Override
    public void inotifyRmWatch(int fd, int watch) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            if (Inotify.removeWatch(scratch.state, fd, watch) == -1) {
                throw Errno.exception("inotify_rm_watch(fd " + fd + ", watch " + watch + ")", scratch.errno());
            }
        }
    }

    // ---- pidfd

    @Override
    public int pidfdOpen(int pid) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            return Errno.checkSince(
                    Pidfd.open(scratch.state, pid), scratch.state, "pidfd_open(pid " + pid + ")", "5.3");
        }
    }

    @Override
    public boolean isReadable(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            Pidfd.PollFd.writeReadable(scratch.struct, fd);
            int count;
            do {
                count = Pidfd.poll(scratch.state, scratch.struct);
            } while (isInterrupted(count, scratch));
            Errno.check(count, scratch.state, "poll", fd);
            if (Pidfd.PollFd.isInvalid(scratch.struct)) {
                throw Errno.exception("poll(fd " + fd + ")", Errno.EBADF);
            }
            return count == 1;
        }
    }

    // ---- sockets

    @Override
    public int socket() throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int fd = Socket.create(scratch.state);
            return Errno.checkSince(fd, scratch.state, "socket(AF_UNIX, SOCK_DGRAM)", "2.6.27");
        }
    }

    @Override
    public void bind(int fd, byte[] address) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int result = Socket.bind(scratch.state, fd, Socket.Address.of(scratch, address));
            checkSocket(result, scratch, "bind", fd, address);
        }
    }

    @Override
    public void connect(int fd, byte[] address) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int result = Socket.connect(scratch.state, fd, Socket.Address.of(scratch, address));
            checkSocket(result, scratch, "connect", fd, address);
        }
    }

    @Override
    public void disconnect(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            int result = Socket.connect(scratch.state, fd, Socket.Address.unspecified(scratch));
            Errno.check(result, scratch.state, "connect", fd);
        }
    }

    @Override
    public byte[] getpeername(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            Socket.Address address = Socket.Address.empty(scratch);
            int result = Socket.remoteAddress(scratch.state, fd, address);
            if (result == -1 && scratch.errno() == Errno.ENOTCONN) {
                return null;
            }
            Errno.check(result, scratch.state, "getpeername", fd);
            return address.name();
        }
    }

    @Override
    public byte[] getsockname(int fd) throws IOException {
        try (Scratch scratch = Scratch.open()) {
            Socket.Address address = Socket.Address.empty(scratch);
            Errno.check(Socket.localAddress(scratch.state, fd, address), scratch.state, "getsockname", fd);
            return address.name();
        }
    }

    @Override
    public boolean sendto(int fd, ByteBuffer message, byte[] addressOrNull) throws IOException {
        try (Scratch scratch = Scratch.open();
                BufferMemory memory = BufferMemory.filledFrom(message, scratch)) {
            Socket.Address address = addressOrNull == null ? null : Socket.Address.of(scratch, addressOrNull);
            long count;
            do {
                count = Socket.send(scratch.state, fd, memory.segment, address);
            } while (isInterrupted(count, scratch));
            if (wouldBlock(count, scratch)) {
                return false;
            }
            checkSocket(count, scratch, "sendto", fd, addressOrNull);
            message.position(message.limit());
            return true;
        }
    }

    @Override
    public Datagram recvfrom(int fd, ByteBuffer target) throws IOException {
        try (Scratch scratch = Scratch.open();
                BufferMemory memory = BufferMemory.of(target, scratch)) {
            Socket.Address sender = Socket.Address.empty(scratch);
            long length;
            do {
                length = Socket.receive(scratch.state, fd, memory.segment, sender);
            } while (isInterrupted(length, scratch));
            if (wouldBlock(length, scratch)) {
                return null;
            }
            Errno.check(length, scratch.state, "recvfrom", fd);
            memory.copyBack((int) Math.min(length, target.remaining()));
            return new Datagram((int) length, sender.name());
        }
    }

    private static void checkSocket(long result, Scratch scratch, String call, int fd, byte[] addressOrNull)
            throws IOException {
        if (result == -1) {
            String address =
                    addressOrNull == null ? "" : ", " + text(addressOrNull).replace('\0', '@');
            throw Errno.exception(call + "(fd " + fd + address + ")", scratch.errno());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
