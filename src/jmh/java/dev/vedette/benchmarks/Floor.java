package dev.vedette.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.util.List;

/** The bare epoll of the kernel through java.lang.foreign, errno included: what nothing on the JVM can be faster than. */
final class Floor implements Closeable {
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CREATE = handle("epoll_create1", ValueLayout.JAVA_INT);
    private static final MethodHandle CTL =
            handle("epoll_ctl", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    private static final MethodHandle WAIT =
            handle("epoll_wait", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", ValueLayout.JAVA_INT);
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment events;
    private final int capacity;
    private final int epfd;

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String symbol, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(symbol).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments),
                Linker.Option.captureCallState("errno"));
    }

    Floor(List<? extends SelectableChannel> channels, int capacity) throws Throwable {
        this.capacity = capacity;
        events = arena.allocate((long) capacity * EVENT_SIZE, 8);
        epfd = check((int) CREATE.invokeExact(state, 0));
        MethodHandle getFdVal = MethodHandles.lookup()
                .findVirtual(Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", MethodType.methodType(int.class));
        long token = 0;
        for (SelectableChannel channel : channels) {
            events.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
            events.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, token++);
            check((int) CTL.invokeExact(state, epfd, EPOLL_CTL_ADD, (int) getFdVal.invoke(channel), events));
        }
    }

    private int check(int result) throws IOException {
        if (result < 0) {
            throw new IOException("errno " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    /** Polls without waiting and adds up what it finds. */
    long poll() throws Throwable {
        int count = check((int) WAIT.invokeExact(state, epfd, events, capacity, 0));
        long sum = 0;
        for (long offset = 0, end = (long) count * EVENT_SIZE; offset < end; offset += EVENT_SIZE) {
            sum += events.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + DATA_OFFSET)
                    + events.get(ValueLayout.JAVA_INT, offset);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        try {
            check((int) CLOSE.invokeExact(state, epfd));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
