package dev.vedette.internal.linux;

import dev.vedette.internal.JvmFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A function of the C library. The only class that makes restricted calls of {@code java.lang.foreign}.
 *
 * <p>All functions share a few method handles, because linking one takes milliseconds: up to six arguments of 64 bits,
 * and a result of 64 bits. The 64-bit Linux ABIs (x86-64, AArch64, RISC-V, s390x, ppc64le, LoongArch) pass integers and
 * pointers alike, pass the variable arguments of {@code fcntl} like other arguments, and let a function ignore
 * arguments that it does not have. Three rules for callers follow from this:
 *
 * <ul>
 *   <li>The upper half of an {@code int} result is undefined: cast the result to {@code int}.
 *   <li>A negative {@code int} argument must be sign-extended, which the conversion to {@code long} does.
 *   <li>A pointer is an address: keep its memory reachable until the call has returned.
 * </ul>
 *
 * @param name the name in C
 * @param address the address of the function; {@link MemorySegment#NULL} if the C library does not have it
 */
@SuppressWarnings("restricted")
record CFunction(String name, MemorySegment address) {
    /** The file name of glibc. */
    private static final String C_LIBRARY = "libc.so.6";

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final FunctionDescriptor SIX_LONGS = FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

    /** The type is (function, six arguments)long. */
    private static final MethodHandle PLAIN;

    /** Why there are no handles; {@code null} if there are. */
    private static final UnsupportedOperationException OBSTACLE;

    static {
        MethodHandle plain = null;
        UnsupportedOperationException obstacle = null;
        try {
            plain = Linker.nativeLinker().downcallHandle(SIX_LONGS);
        } catch (IllegalCallerException e) {
            obstacle = new UnsupportedOperationException(
                    "this JVM denies native access; add " + JvmFlags.NATIVE_ACCESS, e);
        } catch (UnsupportedOperationException e) {
            obstacle = e;
        }
        PLAIN = plain;
        OBSTACLE = obstacle;
    }

    /** The handle for calls that tell errno. It is linked when it is first used. */
    private static final class WithErrno {
        /** The type is (function, call state, six arguments)long. */
        static final MethodHandle HANDLE =
                Linker.nativeLinker().downcallHandle(SIX_LONGS, Linker.Option.captureCallState("errno"));

        private WithErrno() {}
    }

    /** The handle for calls with memory of the program. It is linked when it is first used. */
    private static final class WithBuffer {
        /** The type is (function, call state, argument, buffer, four arguments)long. */
        static final MethodHandle HANDLE = Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(LONG, LONG, ValueLayout.ADDRESS, LONG, LONG, LONG, LONG),
                        Linker.Option.captureCallState("errno"));

        private WithBuffer() {}
    }

    /**
     * Checks that functions can be called, without calling one.
     *
     * @throws UnsupportedOperationException if they cannot; the message says why
     */
    static void requireCallable() {
        if (OBSTACLE != null) {
            throw new UnsupportedOperationException(OBSTACLE.getMessage(), OBSTACLE);
        }
    }

    /** A function that may be missing; calling a missing one throws {@link UnsupportedOperationException}. */
    static CFunction of(String name) {
        return new CFunction(name, find(name));
    }

    /**
     * The lookup of the linker opens a library of the JDK on first use. If the process has no descriptor left at that
     * moment, the lookup never finds anything. The C library is already loaded, so looking it up by name needs no
     * descriptor.
     */
    private static MemorySegment find(String name) {
        Optional<MemorySegment> found = Linker.nativeLinker().defaultLookup().find(name);
        if (found.isEmpty()) {
            try {
                found = SymbolLookup.libraryLookup(C_LIBRARY, Arena.global()).find(name);
            } catch (IllegalArgumentException e) {
                // the C library is not glibc and has another file name
            }
        }
        return found.orElse(MemorySegment.NULL);
    }

    boolean exists() {
        return address.address() != 0;
    }

    // ---- calls that leave errno in the call state

    long call(CallState state, long a) {
        return call(state, a, 0, 0, 0, 0, 0);
    }

    long call(CallState state, long a, long b) {
        return call(state, a, b, 0, 0, 0, 0);
    }

    long call(CallState state, long a, long b, long c) {
        return call(state, a, b, c, 0, 0, 0);
    }

    long call(CallState state, long a, long b, long c, long d) {
        return call(state, a, b, c, d, 0, 0);
    }

    long call(CallState state, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) WithErrno.HANDLE.invokeExact(address, state.memory(), a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /**
     * A call with memory that belongs to the program. If the memory belongs to an arena, the arena cannot be closed
     * during the call.
     *
     * @throws IllegalStateException if the memory belongs to an arena that is closed
     * @throws WrongThreadException if the memory belongs to an arena that is confined to another thread
     */
    long callWithBuffer(CallState state, long a, MemorySegment buffer, long c, long d, long e, long f) {
        try {
            return (long) WithBuffer.HANDLE.invokeExact(address, state.memory(), a, buffer, c, d, e, f);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /**
     * A call that changes nothing if it fails. Only then it is repeated, to learn errno. So a program whose calls
     * succeed does not link the handle that captures errno.
     */
    long callAgainForErrno(CallState state, long a, long b, long c, long d) {
        long result = callPlain(a, b, c, d, 0);
        return (int) result == -1 ? call(state, a, b, c, d) : result;
    }

    // ---- calls without errno

    long callPlain(long a, long b, long c, long d, long e) {
        try {
            return (long) PLAIN.invokeExact(address, a, b, c, d, e, 0L);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** The C string at the address that a function with one argument returns. */
    String callForString(long a) {
        return MemorySegment.ofAddress(callPlain(a, 0, 0, 0, 0))
                .reinterpret(Long.MAX_VALUE)
                .getString(0);
    }

    /**
     * Returns or rethrows an unchecked exception unchanged: the memory of the program is closed or confined to another
     * thread, or the stack is full. A native call throws nothing else.
     */
    private RuntimeException unexpected(Throwable thrown) {
        if (!exists()) {
            return new UnsupportedOperationException("the C library has no function " + name);
        }
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a native call threw " + thrown, thrown);
    }
}
