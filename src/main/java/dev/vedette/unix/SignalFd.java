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
 * Signals, {@code signalfd(2)}: readable while one is pending that nobody has taken.
 *
 * <p>A signal to the process goes to any thread that does not block it, and only one that <em>all</em> threads block
 * waits for a signalfd. The threads of a JVM are there before a program's first line runs, so whoever starts the JVM
 * has to block it; threads have the mask of those that start them:
 *
 * <pre>{@code env --block-signal=USR1 java …}</pre>
 *
 * <p>That is GNU {@code env} 8.31 or newer; {@code sigprocmask(2)} and {@code exec} do the same. {@link #open} looks at
 * every thread, and refuses where one does not block the signal, so that none kills the program or is lost. The JVM
 * unblocks those that it needs itself: {@link SignalEvent.Signal#HUP}, {@link SignalEvent.Signal#INT} and
 * {@link SignalEvent.Signal#TERM} without {@code -Xrs}, and others always, which are not offered here. A C library that
 * later unblocks a signal in some thread takes it away again.
 *
 * <p>Not offered are
 *
 * <ul>
 *   <li>{@code ILL}, {@code BUS}, {@code FPE}, {@code SEGV} and, to halt a thread, {@code USR2}, which the threads of
 *       the JVM unblock; and {@code QUIT}, for a thread dump, which one of them unblocks without {@code -Xrs};
 *   <li>{@code PIPE} and {@code XFSZ}, which the JVM catches, so that a call fails instead, and {@code TRAP}, which its
 *       compiled code needs on some processors;
 *   <li>{@code ABRT}, by which a process ends itself; {@code PROF} and {@code VTALRM}, which belong to profilers;
 *       {@code KILL} and {@code STOP}, which nobody can block, and the rest of job control and limits;
 *   <li>the real-time signals: the C library has the first of them, the JDK wakes threads from blocking calls by
 *       {@code SIGRTMAX} − 2, which must not be blocked therefore, and what tells one from the next, a value, is not in
 *       a {@link SignalEvent}.
 * </ul>
 *
 * <p>A child process that this one starts by {@link ProcessBuilder} inherits the blocked signal in Java 17. In Java 25
 * it does not: the process launcher of the JDK clears the mask, so a child that handles no {@code USR1} dies of one. A
 * child that a C library starts inherits the mask of the thread that starts it, in every version.
 *
 * <p>A signal that is sent while one of its kind is pending is merged with that one.
 *
 * <p>It is non-blocking and closed in programs that this one starts. Safe from any thread.
 */
public final class SignalFd extends Descriptor {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String BLOCKED = "SigBlk:";

    private SignalFd(int fd) {
        super(fd, true);
    }

    /**
     * Opens a descriptor for signals. Looks into {@code /proc} for the mask of every thread.
     *
     * @param signals which
     * @return a new descriptor
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if a thread does not block one of them; the message says which, and what to do
     * @throws IOException if the system refuses, as it is out of descriptors, or {@code /proc} cannot be read
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static SignalFd open(Set<SignalEvent.Signal> signals) throws IOException {
        long mask = 0;
        for (SignalEvent.Signal signal : signals) {
            mask |= signal.bit();
        }
        if (mask == 0) {
            throw new IllegalArgumentException("no signal");
        }
        SystemCalls calls = SystemCalls.get();
        requireBlocked(signals);
        return new SignalFd(calls.signalfd(mask));
    }

    private static void requireBlocked(Set<SignalEvent.Signal> signals) throws IOException {
        Set<SignalEvent.Signal> wanted = EnumSet.copyOf(signals); // in their order
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                long blocked = blockedBy(thread);
                Set<SignalEvent.Signal> missing = EnumSet.copyOf(wanted);
                missing.removeIf(signal -> (blocked & signal.bit()) != 0);
                if (!missing.isEmpty()) {
                    throw new IllegalStateException("thread " + thread.getFileName() + " does not block " + missing
                            + "; start the JVM by env --block-signal="
                            + wanted.stream().map(Enum::name).collect(Collectors.joining(","))
                            + " java …, and for HUP, INT and TERM with -Xrs");
                }
            }
        }
    }

    /** All of them if the thread has ended meanwhile. */
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
     * Takes signals. One system call, of which up to 128 of them fit.
     *
     * @return the signals; none if there is nothing
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
