package dev.vedette.unix;

import static java.util.Objects.requireNonNull;

import dev.vedette.Interest;
import dev.vedette.Registry;
import dev.vedette.Source;
import dev.vedette.Trigger;
import dev.vedette.internal.DescriptorRegistrar;
import dev.vedette.internal.SystemCalls;
import dev.vedette.internal.UseCount;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * A descriptor of the operating system: a source of events, and a channel of bytes.
 *
 * <p>Whatever epoll can watch will do: sockets, pipes, terminals, serial lines, eventfd, timerfd, signalfd, inotify,
 * pidfd, another epoll; with every trigger, on every backend. Regular files, directories and devices such as
 * {@code /dev/null} cannot be polled, because they are always ready. Registering one fails with an {@link IOException}
 * that says {@code EPERM}. Standard input often is such a file.
 *
 * <p>Safe from any thread. Closing waits for nobody: a read or write in progress in another thread goes on, and an
 * owned descriptor is released by the last that is done, so that none is ever used after its number may belong to a
 * stranger.
 *
 * <p>{@link Registry#close(Source)} deregisters a descriptor and closes it, and no later poll reports it.
 * {@link #close} alone does not guarantee that. An owned descriptor that is closed leaves its Poll when nothing else
 * holds the open file. A duplicate holds it, and so does a child process that is being started, until that executes its
 * program. Until then polls go on reporting the descriptor, and nothing can stop that.
 *
 * <p>A borrowed descriptor must be deregistered before its owner closes it and the number is used again.
 *
 * <p>Every method but {@link #fd()}, {@link #isOpen()} and {@link #close()} throws {@link ClosedChannelException} on a
 * closed descriptor, and {@link UnsupportedOperationException} where native calls cannot be made; the message says what
 * to do.
 */
public class Descriptor implements Source, Closeable, ReadableByteChannel, WritableByteChannel {
    private static final Set<OpenOption> ACCESS = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final int fd;
    private final boolean owned;
    private final UseCount uses = new UseCount();

    Descriptor(int fd, boolean owned) {
        this.fd = fd;
        this.owned = owned;
    }

    /**
     * {@return a view of a descriptor that stays its owner's: closing it leaves the descriptor open}
     *
     * @param fd its number; whether there is such a descriptor shows when it is used
     */
    public static Descriptor borrow(int fd) {
        return new Descriptor(fd, false);
    }

    /**
     * {@return a descriptor that closing closes}
     *
     * @param fd its number; whether there is such a descriptor shows when it is used
     * @throws UnsupportedOperationException if native calls cannot be made, so that it could not be closed
     */
    public static Descriptor own(int fd) {
        SystemCalls.get();
        return new Descriptor(fd, true);
    }

    /**
     * Opens what is at a path, as {@code open(2)} does: a FIFO, a terminal, a serial line or another device.
     *
     * <p>It does not block, neither now nor later: it is non-blocking, it is closed in programs that this one starts
     * ({@code O_CLOEXEC}), and a terminal does not become the controlling one ({@code O_NOCTTY}).
     *
     * <p>A FIFO can be opened for reading at any time, and is at its end while nobody has it open for writing. Opened
     * for both it never is, on Linux. See {@code fifo(7)}.
     *
     * <p>A terminal or serial line in raw mode should have {@code VMIN} at 1 or more: with {@code VMIN} and
     * {@code VTIME} at 0 the system reads nothing as an end, so that {@link #read} gives −1 while the line is idle. See
     * {@code termios(3)}.
     *
     * @param path where it is
     * @param access {@link StandardOpenOption#READ}, {@link StandardOpenOption#WRITE} or both
     * @return a new descriptor; closing it closes what was opened
     * @throws IOException if the system refuses, such as to open a FIFO for writing that nobody has open for reading,
     *     which is {@code ENXIO}
     * @throws IllegalArgumentException if {@code access} is empty or has something else, or if {@code path} is not of
     *     the default file system
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static Descriptor open(Path path, OpenOption... access) throws IOException {
        Set<OpenOption> options = Set.copyOf(Arrays.asList(access));
        if (options.isEmpty() || !ACCESS.containsAll(options)) {
            throw new IllegalArgumentException("READ, WRITE or both, not " + options);
        }
        byte[] bytes = PathBytes.absolute(path);
        int fd = SystemCalls.get()
                .open(bytes, options.contains(StandardOpenOption.READ), options.contains(StandardOpenOption.WRITE));
        return new Descriptor(fd, true);
    }

    /** {@return its number} */
    public final int fd() {
        return fd;
    }

    /**
     * Reads bytes, as {@code read(2)} does.
     *
     * <p>Blocks if the descriptor is in blocking mode and there is nothing to read, and cannot be interrupted then. One
     * system call, but for signals. A direct buffer saves a copy.
     *
     * @param target where to
     * @return how many; 0 if the descriptor is non-blocking and there is nothing to read now, or if there is no room;
     *     −1 at the end of the stream, that is, where {@code read(2)} gives 0. A terminal does without being at its
     *     end: in canonical mode for every {@code ^D} on a line of its own, and in raw mode while it is idle if
     *     {@code VMIN} and {@code VTIME} are 0
     * @throws IOException if the system refuses. The master side of a pseudo-terminal fails with {@code EIO} after a
     *     hang-up, that is, while no process has the terminal open; that is its end. See {@code pty(7)}
     * @throws IllegalArgumentException if {@code target} is read-only
     * @throws IllegalStateException if {@code target} is memory of an arena that is closed
     */
    @Override
    public int read(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        enter();
        try {
            return SystemCalls.get().read(fd, target);
        } finally {
            exit();
        }
    }

    /**
     * Writes bytes, as {@code write(2)} does.
     *
     * <p>Blocks if the descriptor is in blocking mode and there is no room, and cannot be interrupted then. One system
     * call, but for signals. A direct buffer saves a copy.
     *
     * @param source where from
     * @return how many; 0 if the descriptor is non-blocking and there is no room now, or if there is nothing to write
     * @throws IOException if the system refuses
     * @throws IllegalStateException if {@code source} is memory of an arena that is closed
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        requireNonNull(source, "source");
        enter();
        try {
            return SystemCalls.get().write(fd, source);
        } finally {
            exit();
        }
    }

    /**
     * Switches {@code O_NONBLOCK}, for everybody who uses the same open file.
     *
     * @param nonBlocking whether reads and writes shall return 0 where they would block
     * @throws IOException if the system refuses
     */
    public final void setNonBlocking(boolean nonBlocking) throws IOException {
        enter();
        try {
            SystemCalls.get().setNonBlocking(fd, nonBlocking);
        } finally {
            exit();
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void register(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
        enter();
        try {
            DescriptorRegistrar.get().register(registry, fd, token, interest, trigger);
        } finally {
            exit();
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
        enter();
        try {
            DescriptorRegistrar.get().reregister(registry, fd, token, interest, trigger);
        } finally {
            exit();
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void deregister(Registry registry) throws IOException {
        enter();
        try {
            DescriptorRegistrar.get().deregister(registry, fd);
        } finally {
            exit();
        }
    }

    /** {@return whether it has not been closed} */
    @Override
    public final boolean isOpen() {
        return !uses.isClosed();
    }

    /**
     * Closes this, and the descriptor if it is owned. Does nothing if it is closed already. A borrowed descriptor that
     * is registered stays registered, and a Poll may go on reporting an owned one for a moment:
     * {@link Registry#close(Source)} avoids both.
     *
     * @throws IOException if the system reports a fault; the descriptor is released all the same. A fault of a release
     *     that had to wait for another thread is reported to that one
     */
    @Override
    public void close() throws IOException {
        if (uses.close()) {
            exit();
        }
    }

    /** Before each use of the number, and {@link #exit} after it. */
    final void enter() throws ClosedChannelException {
        if (!uses.tryEnter()) {
            throw new ClosedChannelException();
        }
    }

    final void exit() throws IOException {
        if (uses.exit() && owned) {
            SystemCalls.get().close(fd);
        }
    }

    /** {@return the number, and whether it is owned} */
    @Override
    public String toString() {
        return describe("");
    }

    /** With what else there is to say. */
    final String describe(String more) {
        return getClass().getSimpleName() + "[fd=" + fd + (owned ? ", owned" : ", borrowed")
                + (isOpen() ? "" : ", closed") + more + "]";
    }
}
