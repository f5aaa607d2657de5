package dev.vedette.internal.linux;

import dev.vedette.internal.JvmFlags;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/** Makes handles of C functions, and knows where they leave errno. */
@SuppressWarnings("restricted")
final class Downcalls {
    static final ValueLayout.OfInt C_INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong C_LONG = ValueLayout.JAVA_LONG;
    static final AddressLayout C_POINTER = ValueLayout.ADDRESS;

    /** The name of glibc. */
    private static final String C_LIBRARY = "libc.so.6";

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Downcalls() {}

    /**
     * Checks that native calls can be made, without making one.
     *
     * @throws UnsupportedOperationException if they cannot; the message says why
     */
    static void require(String... symbols) {
        Linker linker;
        try {
            linker = Linker.nativeLinker();
            linker.downcallHandle(FunctionDescriptor.ofVoid());
        } catch (IllegalCallerException e) {
            throw new UnsupportedOperationException("this JVM denies native access; add " + JvmFlags.NATIVE_ACCESS, e);
        }
        for (String symbol : symbols) {
            if (find(symbol).isEmpty()) {
                throw new UnsupportedOperationException("the C library has no function " + symbol);
            }
        }
    }

    static boolean has(String symbol) {
        return find(symbol).isPresent();
    }

    /**
     * The linker's own lookup opens a library of the JDK when it is first used, and finds nothing ever after in a
     * process that had no descriptor for that. The C library is loaded in any case, so asking for it by name takes
     * none.
     */
    private static Optional<MemorySegment> find(String symbol) {
        return Linker.nativeLinker().defaultLookup().find(symbol).or(() -> {
            try {
                return SymbolLookup.libraryLookup(C_LIBRARY, Arena.global()).find(symbol);
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // another C library, by another name
            }
        });
    }

    /** A function that sets errno; takes a {@link #newCallState() call state} before its own arguments. */
    static MethodHandle withErrno(String symbol, MemoryLayout result, MemoryLayout... arguments) {
        return handle(symbol, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    /** As {@link #withErrno}, for a function whose arguments from that index on are declared as {@code ...}. */
    static MethodHandle variadicWithErrno(
            String symbol, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
        return handle(
                symbol,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** A function that cannot fail, or whose errno nobody wants to know. */
    static MethodHandle plain(String symbol, MemoryLayout result, MemoryLayout... arguments) {
        return handle(symbol, FunctionDescriptor.of(result, arguments));
    }

    private static MethodHandle handle(String symbol, FunctionDescriptor function, Linker.Option... options) {
        MemorySegment address = find(symbol)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no function " + symbol));
        return Linker.nativeLinker().downcallHandle(address, function, options);
    }

    /** Memory into which one call at a time leaves errno. */
    static MemorySegment newCallState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    /** What the last call left; meaningful only if it failed. */
    static int errno(MemorySegment callState) {
        return (int) ERRNO.get(callState, 0L);
    }

    /** A C string that the C library owns. */
    static String string(MemorySegment pointer) {
        return pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /**
     * What to do about a call that throws: an unchecked exception is the caller's, who passed memory that is closed or
     * another thread's, and goes on as it is. Others cannot be.
     */
    static AssertionError unexpected(Throwable e) {
        if (e instanceof RuntimeException exception) {
            throw exception;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new AssertionError("a native call threw", e);
    }
}
