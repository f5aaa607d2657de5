package dev.vedette.unix;

import static java.util.Objects.requireNonNull;

import dev.vedette.Interest;
import dev.vedette.Registry;
import dev.vedette.Source;
import dev.vedette.Trigger;
import dev.vedette.internal.RegistryAccess;
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
 * <p>Everything that epoll can watch can be registered, with every trigger and on every backend: sockets, pipes,
 * terminals, serial lines, eventfd, timerfd, signalfd, inotify, pidfd and other epoll instances. Regular files,
 * directories and devices such as {@code /dev/null} cannot be polled, because they are always ready. Registering one
 * fails with an {@link IOException} that says {@code EPERM}. Standard input often is such a file.
 *
 * <p>Some descriptors lose a condition when the system asks for it: for example a PSI trigger in
 * {@code /proc/pressure}, {@code /proc/self/mounts}, {@code /proc/sys/kernel/hostname} and a perf event. A Poll reports
 * each of their conditions once, on every backend, on platform and virtual threads. This includes a condition that is
 * older than the registration, and one that arises after a {@link Trigger#ONESHOT} event, which the next
 * {@code reregister} reports.
 *
 * <p>Safe from any thread. Closing does not wait for other threads. A read or write in progress in another thread
 * continues, and the last call to finish releases an owned descriptor. The number is therefore never used after the
 * system may have given it to another file.
 *
 * <p>{@link Registry#close(Source)} deregisters a descriptor and closes it, and no later poll reports it.
 * {@link #close} alone does not guarantee that. An owned descriptor that is closed leaves its Poll when nothing else
 * holds the open file. A duplicate holds it, and so does a child process that is being started, until that executes its
 * program. Until then polls go on reporting the descriptor, and nothing can stop that.
 *
 * <p>A borrowed descriptor must be deregistered before its owner closes it and the number is used again.
 *
 * <p>Every method except {@link #fd()}, {@link #isOpen()} and {@link #close()} throws {@link ClosedChannelException} on
 * a closed descriptor, and {@link UnsupportedOperationException} where native calls cannot be made; the message says
 * what to do. A buffer whose memory belongs to an arena that is confined to another thread is refused with a
 * {@code WrongThreadException}.
 *
 * @since 0.1
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
     * {@return a view of a descriptor that has another owner: closing the view leaves the descriptor open}
     *
     * @param fd the number of the descriptor; a number that is not open is detected when it is used
     */
    public static Descriptor borrow(int fd) {
        return new Descriptor(fd, false);
    }

    /**
     * {@return a view that owns a descriptor: closing the view closes the descriptor}
     *
     * @param fd the number of the descriptor; a number that is not open is detected when it is used
     * @throws UnsupportedOperationException if native calls cannot be made, because then it could not be closed
     */
    public static Descriptor own(int fd) {
        SystemCalls.get();
        return new Descriptor(fd, true);
    }

    /**
     * Opens the file at a path, as {@code open(2)} does: a FIFO, a terminal, a serial line or another device.
     *
     * <p>Neither this method nor a later read or write blocks: the descriptor is non-blocking ({@code O_NONBLOCK}). It
     * is closed in programs that this one starts ({@code O_CLOEXEC}), and a terminal does not become the controlling
     * terminal ({@code O_NOCTTY}).
     *
     * <p>A FIFO can be opened for reading at any time. It is at the end of the stream while no process has it open for
     * writing. On Linux, a FIFO that is open for both reading and writing never reaches the end of the stream. See
     * {@code fifo(7)}.
     *
     * <p>A terminal or serial line in raw mode should have {@code VMIN} at 1 or more: with {@code VMIN} and
     * {@code VTIME} at 0 a read of an idle line looks like the end of the stream, so {@link #read} returns −1. See
     * {@code termios(3)}.
     *
     * @param path the path of the file
     * @param access {@link StandardOpenOption#READ}, {@link StandardOpenOption#WRITE} or both
     * @return a new descriptor; closing it closes the file
     * @throws IOException if the system refuses, for example to open a FIFO for writing only while no process has it
     *     open for reading ({@code ENXIO})
     * @throws IllegalArgumentException if {@code access} is empty or contains another option, or if {@code path} does
     *     not belong to the default file system
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static Descriptor open(Path path, OpenOption... access) throws IOException {
        Set<OpenOption> options = Set.copyOf(Arrays.asList(access));
        if (options.isEmpty() || !ACCESS.containsAll(options)) {
            throw new IllegalArgumentException("access must be READ, WRITE or both, not " + options);
        }
        byte[] bytes = PathBytes.absolute(path);
        int fd = SystemCalls.get()
                .open(bytes, options.contains(StandardOpenOption.READ), options.contains(StandardOpenOption.WRITE));
        return new Descriptor(fd, true);
    }

    /** {@return the number of this descriptor} */
    public final int fd() {
        return fd;
    }

    /**
     * Reads bytes, as {@code read(2)} does.
     *
     * <p>Blocks if the descriptor is in blocking mode and there is nothing to read; this wait cannot be interrupted.
     * Makes one system call, and repeats it only if a signal interrupts it. A direct buffer saves a copy.
     *
     * @param target the buffer to read into
     * @return the number of bytes read; 0 if the descriptor is non-blocking and there is nothing to read now, or if the
     *     buffer has no room; −1 at the end of the stream, which is where {@code read(2)} returns 0. For a terminal
     *     {@code read(2)} returns 0 also before the end of the stream: in canonical mode for every {@code ^D} on a line
     *     of its own, and in raw mode while the line is idle if {@code VMIN} and {@code VTIME} are 0
     * @throws IOException if the system refuses. The master side of a pseudo-terminal fails with {@code EIO} after a
     *     hang-up, that is, while no process has the terminal open; that is its end. See {@code pty(7)}
     * @throws IllegalArgumentException if {@code target} is read-only
     * @throws IllegalStateException if the memory of {@code target} belongs to an arena that is closed
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
     * <p>Blocks if the descriptor is in blocking mode and there is no room; this wait cannot be interrupted. Makes one
     * system call, and repeats it only if a signal interrupts it. A direct buffer saves a copy.
     *
     * @param source the buffer to write from
     * @return the number of bytes written; 0 if the descriptor is non-blocking and there is no room now, or if the
     *     buffer has no bytes to write
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the memory of {@code source} belongs to an arena that is closed
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
     * Sets or clears {@code O_NONBLOCK}. The flag belongs to the open file description of {@code open(2)}, so it also
     * changes for other descriptors and processes that share it.
     *
     * @param nonBlocking {@code true} if reads and writes are to return 0 instead of blocking
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
            RegistryAccess.core(registry).register(fd, token, interest, trigger);
        } finally {
            exit();
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void registerExclusive(Registry registry, long token, Interest interest) throws IOException {
        enter();
        try {
            RegistryAccess.core(registry).registerExclusive(fd, token, interest);
        } finally {
            exit();
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void reregister(Registry registry, long token, Interest interest, Trigger trigger) throws IOException {
        enter();
        try {
            RegistryAccess.core(registry).reregister(fd, token, interest, trigger);
        } finally {
            exit();
        }
    }

    /** {@inheritDoc} */
    @Override
    public final void deregister(Registry registry) throws IOException {
        enter();
        try {
            RegistryAccess.core(registry).deregister(fd);
        } finally {
            exit();
        }
    }

    /** {@return whether this descriptor is open} */
    @Override
    public final boolean isOpen() {
        return !uses.isClosed();
    }

    /**
     * Closes this object, and the descriptor if it is owned. Does nothing if this object is closed already. A borrowed
     * descriptor that is registered stays registered, and a Poll may go on reporting an owned descriptor for a moment:
     * {@link Registry#close(Source)} avoids both.
     *
     * @throws IOException if the system reports an error; the descriptor is released all the same. If a call in another
     *     thread is in progress, that call releases the descriptor and throws the exception
     */
    @Override
    public void close() throws IOException {
        if (uses.close()) {
            exit();
        }
    }

    /** Must be called before each use of the number, and {@link #exit} after it. */
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

    /** {@return the number of the descriptor, and whether it is owned} */
    @Override
    public String toString() {
        return describe("");
    }

    /** The description, with more text at its end. */
    final String describe(String more) {
        return getClass().getSimpleName() + "[fd=" + fd + (owned ? ", owned" : ", borrowed")
                + (isOpen() ? "" : ", closed") + more + "]";
    }
}
