package dev.vedette.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;

/**
 * The kernel's epoll through java.lang.foreign, including errno, with no library around it. No library on the JVM can
 * be faster. Not thread-safe.
 */
public final class Floor implements Closeable {
    /** Operation of {@link #control}: adds a descriptor. */
    public static final int ADD = 1;

    /** Operation of {@link #control}: deletes a descriptor. */
    public static final int DELETE = 2;

    /** Operation of {@link #control}: changes the interest in a descriptor. */
    public static final int MODIFY = 3;

    /** {@code EPOLLIN}: ready for reading. */
    public static final int IN = 1;

    /** {@code EPOLLOUT}: ready for writing. */
    public static final int OUT = 4;

    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CREATE = handle("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle CONTROL = handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle WAIT = handle("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = handle("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle DESCRIPTOR_OF = descriptorOf();
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment change = arena.allocate(EVENT_SIZE, 8);
    private final MemorySegment events;
    private final int capacity;
    private final int epfd;

    /** Opens an epoll instance that returns at most {@code capacity} events at once. */
    public Floor(int capacity) throws IOException {
        this.capacity = capacity;
        events = arena.allocate((long) capacity * EVENT_SIZE, 8);
        try {
            epfd = (int) check((int) CREATE.invokeExact(state, 0));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String symbol, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(symbol).orElseThrow(),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle descriptorOf() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", MethodType.methodType(int.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the descriptor of a channel} */
    public static int descriptor(SelectableChannel channel) throws IOException {
        try {
            return (int) DESCRIPTOR_OF.invoke(channel);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Calls {@code epoll_ctl} with {@link #ADD}, {@link #MODIFY} or {@link #DELETE}. */
    public void control(int operation, int fd, int interest, long token) throws IOException {
        change.set(JAVA_INT, 0, interest);
        change.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, token);
        try {
            check((int) CONTROL.invokeExact(state, epfd, operation, fd, change));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Waits for events, without limit if the timeout is −1, and returns their number. */
    public int await(int timeoutMs) throws IOException {
        try {
            return (int) check((int) WAIT.invokeExact(state, epfd, events, capacity, timeoutMs));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@return the token of an event} */
    public long token(int index) {
        return events.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_SIZE + DATA_OFFSET);
    }

    /** {@return the readiness bits of an event} */
    public int readiness(int index) {
        return events.get(JAVA_INT, (long) index * EVENT_SIZE);
    }

    /** Reads up to {@code length} bytes; returns 0 at the end of the stream. */
    public long read(int fd, MemorySegment buffer, long length) throws IOException {
        try {
            return check((long) READ.invokeExact(state, fd, buffer, length));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** Writes up to {@code length} bytes. */
    public long write(int fd, MemorySegment buffer, long length) throws IOException {
        try {
            return check((long) WRITE.invokeExact(state, fd, buffer, length));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private long check(long result) throws IOException {
        if (result < 0) {
            throw new IOException("errno " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private static IOException failed(Throwable e) {
        return e instanceof IOException failure ? failure : new IOException(e);
    }

    @Override
    public void close() throws IOException {
        try {
            check((int) CLOSE.invokeExact(state, epfd));
        } catch (Throwable e) {
            throw failed(e);
        }
    }
}
