package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Signals, {@code signalfd(2)}: readable while a signal is pending.
 *
 * <p>The system delivers a signal for the process to any thread that does not block it. A signal stays pending for a
 * signalfd only if <em>all</em> threads block it. A thread inherits its signal mask from the thread that starts it, and
 * the JVM starts threads before the first line of a program runs. The signal must therefore be blocked when the JVM is
 * started:
 *
 * <pre>{@code env --block-signal=USR1 java …}</pre>
 *
 * <p>This needs GNU {@code env} 8.31 or newer; a program that calls {@code sigprocmask(2)} and {@code exec} has the
 * same effect. {@link #open} checks every thread, and fails if one of them does not block the signal, because the
 * signal could then kill the program or be lost. The JVM unblocks the signals that it needs itself:
 * {@link SignalEvent.Signal#HUP}, {@link SignalEvent.Signal#INT} and {@link SignalEvent.Signal#TERM} unless it is
 * started with {@code -Xrs}, and always some others, which are not offered here. If a C library later unblocks a signal
 * in some thread, that thread can take it away from the signalfd.
 *
 * <p>The following signals are not offered:
 *
 * <ul>
 *   <li>{@code ILL}, {@code BUS}, {@code FPE}, {@code SEGV}, and {@code USR2}, with which the JVM halts a thread,
 *       because its threads unblock them; and {@code QUIT}, which requests a thread dump, because one thread of the JVM
 *       unblocks it unless the JVM is started with {@code -Xrs};
 *   <li>{@code PIPE} and {@code XFSZ}, which the JVM catches so that a system call fails instead, and {@code TRAP},
 *       which its compiled code needs on some processors;
 *   <li>{@code ABRT}, with which a process ends itself; {@code PROF} and {@code VTALRM}, which belong to profilers;
 *       {@code KILL} and {@code STOP}, which cannot be blocked; and the other signals of job control and of resource
 *       limits;
 *   <li>the real-time signals. The C library uses the first of them. The JDK wakes threads from blocking calls with
 *       {@code SIGRTMAX} − 2, which must therefore not be blocked. A {@link SignalEvent} does not contain the value
 *       that tells one real-time signal from the next.
 * </ul>
 *
 * <p>A child process that this one starts with {@link ProcessBuilder} inherits the blocked signal in Java 17. In Java
 * 25 it does not: the process launcher of the JDK clears the mask, so {@code USR1} kills a child that does not handle
 * it. A child that a C library starts inherits the mask of the thread that starts it, in every version.
 *
 * <p>A signal that is sent while the same signal is pending is merged with it.
 *
 * <p>The descriptor is non-blocking, and is closed in programs that this one starts. Safe from any thread.
 *
 * @since 0.1
 */
public final class SignalFd extends Descriptor {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String BLOCKED = "SigBlk:";

    private SignalFd(int fd) {
        super(fd, true);
    }

    /**
     * Opens a descriptor for signals. Reads the signal mask of every thread from {@code /proc}.
     *
     * @param signals the signals to receive, at least one
     * @return a new descriptor
     * @throws IllegalArgumentException if {@code signals} is empty
     * @throws IllegalStateException if a thread does not block one of the signals; the message says which signals, and
     *     what to do
     * @throws IOException if the system refuses, for example because the process is out of descriptors, or if
     *     {@code /proc} cannot be read
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static SignalFd open(Set<SignalEvent.Signal> signals) throws IOException {
        long mask = 0;
        for (SignalEvent.Signal signal : signals) {
            mask |= signal.bit();
        }
        if (mask == 0) {
            throw new IllegalArgumentException("the set of signals is empty");
        }
        SystemCalls calls = SystemCalls.get();
        requireBlocked(signals);
        return new SignalFd(calls.signalfd(mask));
    }

    private static void requireBlocked(Set<SignalEvent.Signal> signals) throws IOException {
        Set<SignalEvent.Signal> wanted = EnumSet.copyOf(signals); // in the order of the enum
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                long blocked = blockedBy(thread);
                Set<SignalEvent.Signal> missing = EnumSet.copyOf(wanted);
                missing.removeIf(signal -> (blocked & signal.bit()) != 0);
                if (!missing.isEmpty()) {
                    throw new IllegalStateException("thread " + thread.getFileName() + " does not block " + missing
                            + "; start the JVM with env --block-signal="
                            + wanted.stream().map(Enum::name).collect(Collectors.joining(","))
                            + " java …, and with -Xrs for HUP, INT and TERM");
                }
            }
        }
    }

    /** The signals that a thread blocks, as bits; all bits if the thread has ended in the meantime. */
    private static long blockedBy(Path thread) throws IOException {
        try {
            for (String line : Files.readAllLines(thread.resolve("status"))) {
                if (line.startsWith(BLOCKED)) {
                    return Long.parseUnsignedLong(
                            line.substring(BLOCKED.length()).strip(), 16);
                }
            }
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            if (!Files.exists(thread)) {
                return -1; // between open and read: ESRCH
            }
            throw e;
        }
        throw new IOException(thread + "/status has no line " + BLOCKED);
    }

    /**
     * Takes pending signals. Makes one system call, which returns up to 128 signals.
     *
     * @return the signals; empty if none is pending
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public List<SignalEvent> take() throws IOException {
        ByteBuffer records;
        enter();
        try {
            records = SystemCalls.get().readRecords(fd());
        } finally {
            exit();
        }
        List<SignalEvent> signals = new ArrayList<>();
        while (records.hasRemaining()) {
            signals.add(SignalEvent.read(records));
        }
        return signals;
    }
}
