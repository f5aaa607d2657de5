package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;

/**
 * A process, {@code pidfd_open(2)}: readable once it has exited, and from then on. Needs Linux 5.3.
 *
 * <p>It need not be a child. The descriptor stays with its process, whoever gets the process id afterwards. Nobody is
 * reaped by it: the exit value of a child is to be had from {@link Process#exitValue}, a moment after this is readable,
 * when the JVM has heard of it too; {@link Process#waitFor()} waits for that. There is nothing to read: {@link #read}
 * fails with {@code EINVAL}. It is closed in programs that this one starts. Safe from any thread.
 */
public final class ProcessFd extends Descriptor {
    private final long pid;

    private ProcessFd(int fd, long pid) {
        super(fd, true);
        this.pid = pid;
    }

    /**
     * Opens the process that has this id now. If it is not a child, and the one that was meant has exited, that may be
     * a stranger; {@link #open(ProcessHandle)} finds that out.
     *
     * @param pid its process id
     * @return a new descriptor
     * @throws IllegalArgumentException if {@code pid} is not positive
     * @throws IOException if there is no such process ({@code ESRCH}), or the system refuses
     * @throws UnsupportedOperationException if native calls cannot be made, or the kernel is older than 5.3
     */
    public static ProcessFd open(long pid) throws IOException {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("pid " + pid);
        }
        return new ProcessFd(SystemCalls.get().pidfdOpen((int) pid), pid);
    }

    /**
     * Opens a process, and makes sure that it is this one, and not another that has got its id.
     *
     * @param process one that is alive; of a {@link Process}, its {@link Process#toHandle}
     * @return a new descriptor
     * @throws IOException if the process has exited ({@code ESRCH}), or the system refuses
     * @throws UnsupportedOperationException if native calls cannot be made, or the kernel is older than 5.3
     */
    public static ProcessFd open(ProcessHandle process) throws IOException {
        ProcessFd descriptor = open(process.pid());
        // ids are not given twice while their owner lives: if it lives now, it did when we opened
        if (!process.isAlive()) {
            descriptor.close();
            throw new IOException("pidfd_open(pid " + process.pid() + "): No such process (ESRCH): it has exited");
        }
        return descriptor;
    }

    /** {@return its process id, which is somebody else's perhaps when it has exited} */
    public long pid() {
        return pid;
    }

    /**
     * {@return whether it has exited} Does not wait.
     *
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public boolean hasExited() throws IOException {
        enter();
        try {
            return SystemCalls.get().isReadable(fd());
        } finally {
            exit();
        }
    }

    /** {@return the number of the descriptor, and the process id} */
    @Override
    public String toString() {
        return describe(", pid=" + pid);
    }
}
