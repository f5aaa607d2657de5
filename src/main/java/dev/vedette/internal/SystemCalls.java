package dev.vedette.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The system calls on descriptors: the seam between {@code dev.vedette.unix} and the operating system.
 *
 * <p>A method makes one system call, and repeats it if a signal interrupts it. Every new descriptor is non-blocking and
 * closed on exec. The caller must keep a descriptor open until the method returns. All methods are safe from any
 * thread.
 *
 * <p>An {@link IOException} names the call, the descriptor and the error. A call that the C library or the kernel does
 * not have throws {@link UnsupportedOperationException}.
 */
public interface SystemCalls {
    /** The result of {@link #timerfdRead} if the clock was set. */
    long CLOCK_WAS_SET = -1;

    /** The clock of a timer, see clock_gettime(2). */
    enum TimerClock {
        /** Cannot be set; stands still while the machine is suspended. */
        MONOTONIC,
        /** Cannot be set; runs while the machine is suspended. */
        BOOTTIME,
        /** The time of day. */
        REALTIME
    }

    /** How {@link #timerfdSettime} counts the time until the first expiration. */
    enum TimerStart {
        /** From now. */
        RELATIVE,
        /** From the zero of the clock. */
        ABSOLUTE,
        /** From the zero of the clock; setting the clock cancels the timer. */
        CANCEL_ON_SET
    }

    /**
     * A datagram that was received.
     *
     * @param length the length of the message before it was cut to fit into the buffer
     * @param sender the address of the sender
     */
    @SuppressWarnings("ArrayRecordComponent") // no datagrams are compared
    record Datagram(int length, byte[] sender) {}

    /**
     * The system calls of this system.
     *
     * @throws UnsupportedOperationException if this JVM cannot make them; the message says what to do
     */
    static SystemCalls get() {
        return NativeProvider.require().systemCalls();
    }

    // ---- every descriptor: open(2), read(2), write(2), fcntl(2), close(2)

    /** Opens a path. A terminal does not become the controlling one. */
    int open(byte[] path, boolean read, boolean write) throws IOException;

    /** Reads like {@link java.nio.channels.ReadableByteChannel#read}; 0 if the call would block. */
    int read(int fd, ByteBuffer target) throws IOException;

    /**
     * Reads records from a descriptor that returns only whole records.
     *
     * @return a new buffer on the heap, in native byte order; empty if there are no records now
     */
    ByteBuffer readRecords(int fd) throws IOException;

    /** Writes like {@link java.nio.channels.WritableByteChannel#write}; 0 if the call would block. */
    int write(int fd, ByteBuffer source) throws IOException;

    void setNonBlocking(int fd, boolean nonBlocking) throws IOException;

    void close(int fd) throws IOException;

    // ---- eventfd(2)

    int eventfd(boolean semaphore) throws IOException;

    /** Adds to the counter; {@code false} if there is no room. */
    boolean eventfdWrite(int fd, long value) throws IOException;

    /** Takes the value, or 1 from a semaphore, as an unsigned number; 0 if the value is 0. */
    long eventfdRead(int fd) throws IOException;

    // ---- timerfd_create(2)

    int timerfdCreate(TimerClock clock) throws IOException;

    /** Arms a timer; disarms it if the first expiration is zero. */
    void timerfdSettime(int fd, TimerStart start, long firstS, int firstNs, Duration period) throws IOException;

    /** The number of expirations since the last call; {@link #CLOCK_WAS_SET} if the clock was set. */
    long timerfdRead(int fd) throws IOException;

    /** The time until the next expiration; zero if the timer is not armed. */
    Duration timerfdGettime(int fd) throws IOException;

    // ---- signalfd(2)

    /** Opens a descriptor for the signals whose bits are set; bit 0 is signal 1. */
    int signalfd(long signals) throws IOException;

    // ---- inotify(7)

    int inotifyInit() throws IOException;

    /** Adds or changes a watch, and returns its number. */
    int inotifyAddWatch(int fd, byte[] path, int mask) throws IOException;

    void inotifyRmWatch(int fd, int watch) throws IOException;

    // ---- pidfd_open(2)

    int pidfdOpen(int pid) throws IOException;

    /** Whether poll(2) finds the descriptor readable; does not wait. */
    boolean isReadable(int fd) throws IOException;

    // ---- datagram sockets of unix(7). An address is the bytes of sun_path: no bytes for the unnamed address, a first
    // byte of 0 for an abstract name, otherwise a path without the 0 at its end.

    int socket() throws IOException;

    void bind(int fd, byte[] address) throws IOException;

    void connect(int fd, byte[] address) throws IOException;

    void disconnect(int fd) throws IOException;

    /** The address of the peer; {@code null} if the socket is not connected. */
    byte[] getpeername(int fd) throws IOException;

    byte[] getsockname(int fd) throws IOException;

    /**
     * Sends the remaining bytes of a buffer as one message; {@code false} if the call would block.
     *
     * @param addressOrNull the receiver; {@code null} for the peer
     */
    boolean sendto(int fd, ByteBuffer message, byte[] addressOrNull) throws IOException;

    /** Receives one message; {@code null} if there is none now. */
    Datagram recvfrom(int fd, ByteBuffer target) throws IOException;
}
