package dev.vedette.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Tells from the kind of a descriptor whether asking for its readiness can change it; see {@link Shield}. */
final class DescriptorKind {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_TYPE = 1;

    /** Offset of {@code __u16 stx_mode} in {@code struct statx}, the same on every architecture. */
    private static final long STX_MODE = 28;

    private static final long STATX_SIZE = 256;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFSOCK = 0xc000;

    // int statx(int dirfd, const char *pathname, int flags, unsigned int mask, struct statx *statxbuf);
    // since Linux 4.11 and glibc 2.28
    private static final CFunction STATX = CFunction.of("statx");

    /** The files without a path whose poll functions change nothing. */
    private static final Set<String> STEADY = Set.of(
            "anon_inode:[eventfd]",
            "anon_inode:[timerfd]",
            "anon_inode:[signalfd]",
            "anon_inode:[pidfd]",
            "anon_inode:[eventpoll]",
            "anon_inode:inotify",
            "anon_inode:[fanotify]");

    /** Where terminals and serial lines are. */
    private static final List<String> TERMINALS = List.of("/dev/tty", "/dev/pts/", "/dev/ptmx", "/dev/console");

    // The calls share this memory; the collector's to free, see EpollSet.
    private final MemorySegment noPath = Arena.ofAuto().allocate(1);
    private final MemorySegment statx = Arena.ofAuto().allocate(STATX_SIZE, Long.BYTES);

    /**
     * Whether the poll function of the driver may clear the condition that it reports. {@code false} only for kinds
     * that are known not to: sockets, pipes, FIFOs, terminals, and those in {@link #STEADY}. A kind that is not known
     * may, and so may a device, since each driver has a poll function of its own.
     *
     * <p>An epoll instance is not one of them although it asks the descriptors in it. What these have to report is
     * cleared for its own wait by every outer wait, whatever this one does.
     *
     * <p>One thread at a time.
     */
    boolean mayClearByPoll(int fd) {
        int type = type(fd);
        if (type == S_IFSOCK || type == S_IFIFO) {
            return false;
        }
        try {
            String name = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(fd)))
                    .toString();
            return !STEADY.contains(name) && TERMINALS.stream().noneMatch(name::startsWith);
        } catch (NoSuchFileException e) {
            return !Files.exists(DESCRIPTORS); // else it is the descriptor that does not exist
        } catch (IOException e) {
            return true;
        }
    }

    /** The file type in its mode; 0 for a file without one, and if the system does not tell. */
    private int type(int fd) {
        if (!STATX.exists()) {
            return 0;
        }
        int result;
        try {
            result = (int) STATX.callPlain(fd, noPath.address(), AT_EMPTY_PATH, STATX_TYPE, statx.address());
        } finally {
            Reference.reachabilityFence(this);
        }
        return result == 0 ? statx.get(ValueLayout.JAVA_SHORT, STX_MODE) & S_IFMT : 0;
    }
}
