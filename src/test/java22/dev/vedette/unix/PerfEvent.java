package dev.vedette.unix;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** perf_event_open(2) for the page faults of the thread that opens it, each of which makes it readable. */
@SuppressWarnings("restricted")
final class PerfEvent implements Closeable {
    private static final long SYS_PERF_EVENT_OPEN =
            System.getProperty("os.arch").equals("amd64") ? 298 : 241;

    private static final int PERF_TYPE_SOFTWARE = 1;
    private static final long PERF_COUNT_SW_PAGE_FAULTS = 2;
    private static final long PERF_SAMPLE_IP = 1;
    private static final long DISABLED = 1;
    private static final long EXCLUDE_KERNEL = 1 << 5;
    private static final long EXCLUDE_HV = 1 << 6;
    private static final long ENABLE = 0x2400;
    private static final long DISABLE = 0x2401;
    private static final long PERF_FLAG_FD_CLOEXEC = 8;

    private static final long PAGE = 4096;
    private static final long RING = 9 * PAGE;
    private static final long DATA_HEAD = 1024;
    private static final long DATA_TAIL = 1032;

    private static final int READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

    private final Descriptor descriptor;
    private final MemorySegment ring;

    private PerfEvent(int fd, MemorySegment ring) {
        descriptor = Descriptor.own(fd);
        this.ring = ring;
    }

    /** Empty if the system forbids it. */
    static Optional<PerfEvent> open() throws IOException {
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(128, 8);
            attributes.set(ValueLayout.JAVA_INT, 0, PERF_TYPE_SOFTWARE);
            attributes.set(ValueLayout.JAVA_INT, 4, (int) attributes.byteSize());
            attributes.set(ValueLayout.JAVA_LONG, 8, PERF_COUNT_SW_PAGE_FAULTS);
            attributes.set(ValueLayout.JAVA_LONG, 16, 1); // a sample for each
            attributes.set(ValueLayout.JAVA_LONG, 24, PERF_SAMPLE_IP);
            attributes.set(ValueLayout.JAVA_LONG, 40, DISABLED | EXCLUDE_KERNEL | EXCLUDE_HV);
            attributes.set(ValueLayout.JAVA_INT, 48, 1); // a wake-up for each
            fd = (int) (long) call(
                    "syscall",
                    1,
                    ValueLayout.JAVA_LONG,
                    SYS_PERF_EVENT_OPEN,
                    attributes,
                    0L,
                    -1L,
                    -1L,
                    PERF_FLAG_FD_CLOEXEC);
        }
        if (fd == -1) {
            return Optional.empty();
        }
        MemorySegment ring = map(RING, MAP_SHARED, fd);
        if (ring.address() == -1) {
            Fds.close(fd);
            return Optional.empty();
        }
        return Optional.of(new PerfEvent(fd, ring));
    }

    Descriptor descriptor() {
        return descriptor;
    }

    /** Lets the thread that opened it have a page fault, and perhaps some more of its own. */
    void fault() {
        ring.set(ValueLayout.JAVA_LONG, DATA_TAIL, ring.get(ValueLayout.JAVA_LONG, DATA_HEAD));
        MemorySegment page = map(PAGE, MAP_PRIVATE_ANONYMOUS, -1);
        control(ENABLE);
        page.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        control(DISABLE);
        unmap(page);
    }

    private void control(long request) {
        call("ioctl", 2, ValueLayout.JAVA_INT, descriptor.fd(), request, 0L);
    }

    private static MemorySegment map(long size, int flags, int fd) {
        MemorySegment address = (MemorySegment)
                call("mmap", 6, ValueLayout.ADDRESS, MemorySegment.NULL, size, READ_WRITE, flags, fd, 0L);
        return address.reinterpret(size);
    }

    private static void unmap(MemorySegment memory) {
        call("munmap", 2, ValueLayout.JAVA_INT, memory, memory.byteSize());
    }

    @SuppressWarnings("restricted")
    private static Object call(String name, int firstVariadic, MemoryLayout result, Object... arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof Integer
                    ? ValueLayout.JAVA_INT
                    : arguments[i] instanceof Long ? ValueLayout.JAVA_LONG : ValueLayout.ADDRESS;
        }
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = firstVariadic < arguments.length
                ? new Linker.Option[] {Linker.Option.firstVariadicArg(firstVariadic)}
                : new Linker.Option[0];
        MethodHandle handle = linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, layouts), options);
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        unmap(ring);
        descriptor.close();
    }
}
