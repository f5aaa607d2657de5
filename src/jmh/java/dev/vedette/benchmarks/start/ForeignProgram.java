package dev.vedette.benchmarks.start;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.Pipe;

/**
 * Waits for one byte with epoll(7) through {@code java.lang.foreign}, with no library around it: the least that a
 * program without a native library of its own can do. It makes the calls of a Poll (an epoll instance, an eventfd for
 * wake-ups, the number of the channel's descriptor, two registrations, a wait), and checks no results but the last.
 */
public final class ForeignProgram {
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int O_NONBLOCK = 0x800;

    private ForeignProgram() {}

    public static void main(String[] arguments) throws Throwable {
        long startNs = System.nanoTime();
        Pipe pipe = FirstEvent.pipeWithOneByte();
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        FunctionDescriptor shape =
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MethodHandle create =
                linker.downcallHandle(library.find("epoll_create1").get(), shape, errno);
        MethodHandle eventfd = linker.downcallHandle(library.find("eventfd").get(), shape, errno);
        MethodHandle ctl = linker.downcallHandle(library.find("epoll_ctl").get(), shape, errno);
        MethodHandle wait = linker.downcallHandle(library.find("epoll_wait").get(), shape);
        MethodHandle number = MethodHandles.lookup()
                .findVirtual(Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", MethodType.methodType(int.class));

        MemorySegment event = Arena.global().allocate(256, 8);
        MemorySegment state = event.asSlice(128);
        long epoll = (int) (long) create.invoke(state, 0L, 0L, 0L, 0L, 0L, 0L);
        long wakeUp = (int) (long) eventfd.invoke(state, 0L, (long) O_NONBLOCK, 0L, 0L, 0L, 0L);
        long source = (int) number.invoke(pipe.source());
        event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
        event.set(JAVA_LONG_UNALIGNED, 4, 7);
        ctl.invoke(state, epoll, (long) EPOLL_CTL_ADD, wakeUp, event.address(), 0L, 0L);
        ctl.invoke(state, epoll, (long) EPOLL_CTL_ADD, source, event.address(), 0L, 0L);
        long count = (long) wait.invoke(epoll, event.address(), 8L, -1L, 0L, 0L);
        if ((int) count != 1) {
            throw new IOException("epoll_wait has found " + count);
        }
        FirstEvent.receive(pipe);
        FirstEvent.report(System.nanoTime() - startNs, "FLOOR", arguments);
    }
}
