package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;

/**
 * A process, {@code pidfd_open(2)}. It becomes readable when the process exits, and stays readable. Needs Linux 5.3.
 *
 * <p>The process need not be a child. The descriptor refers to the same process even after the process id has been
 * given to another one. It does not reap the process. The exit value of a child comes from {@link Process#exitValue},
 * which has it a moment after this becomes readable, when the JVM has also noticed the exit; {@link Process#waitFor()}
 * waits for that. There is no data to read: {@link #read} fails with {@code EINVAL}. The descriptor is closed in
 * programs that this one starts. Safe from any thread.
 *
 * @since 0.1
 */
public final class ProcessFd extends Descriptor {
    private final long pid;

    private ProcessFd(int fd, long pid) {
        super(fd, true);
        this.pid = pid;
    }

    /**
     * Opens the process that has an id now. If the intended process is not a child and has exited, this may be another
     * process with the same id; {@link #open(ProcessHandle)} detects that.
     *
     * @param pid the process id
     * @return a new descriptor
     * @throws IllegalArgumentException if {@code pid} is not positive, or is greater than {@link Integer#MAX_VALUE}
     * @throws IOException if there is no such process ({@code ESRCH}), or the system refuses
     * @throws UnsupportedOperationException if native calls cannot be made, or the kernel is older than 5.3
     */
    public static ProcessFd open(long pid) throws IOException {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("not a process id: " + pid);
        }
        return new ProcessFd(SystemCalls.get().pidfdOpen((int) pid), pid);
    }

    /**
     * Opens a process, and verifies that it is the given one and not another process with the same id.
     *
     * @param process a process that is alive; for a {@link Process}, the result of its {@link Process#toHandle}
     * @return a new descriptor
     * @throws IOException if the process has exited ({@code ESRCH}), or the system refuses
     * @throws UnsupportedOperationException if native calls cannot be made, or the kernel is older than 5.3
     */
    public static ProcessFd open(ProcessHandle process) throws IOException {
        ProcessFd descriptor = open(process.pid());
        // an id is not reused while its process is alive: if the process is alive now, it is the one that was opened
        if (!process.isAlive()) {
            descriptor.close();
            throw new IOException("pidfd_open(pid " + process.pid() + "): No such process (ESRCH); it has exited");
        }
        return descriptor;
    }

    /** {@return the process id, which may belong to another process after this one has exited} */
    public long pid() {
        return pid;
    }

    /**
     * {@return whether the process has exited} Does not wait.
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
