package dev.vedette.unix;

import dev.vedette.internal.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Changes of files and directories, {@code inotify(7)}: readable while there are events to {@link #take}.
 *
 * <p>It differs from the JDK's {@link java.nio.file.WatchService} in that it needs no thread, watches files as well as
 * directories, and tells of opening, closing and both ends of a rename. Like that it sees what is done by this machine
 * alone, and not below the directories in a directory.
 *
 * <p>It is non-blocking and closed in programs that this one starts. Safe from any thread. The limits of a user are in
 * {@code /proc/sys/fs/inotify}.
 */
public final class Inotify extends Descriptor {
    /** How to watch. The names in brackets are those of {@code inotify(7)}. */
    public enum Option {
        /** Refuse what is not a directory ({@code IN_ONLYDIR}). */
        DIRECTORY_ONLY(0x0100_0000),
        /** Watch a symbolic link, and not what it leads to ({@code IN_DONT_FOLLOW}). */
        NO_FOLLOW(0x0200_0000),
        /** Do not tell of files that have been deleted from the watched directory ({@code IN_EXCL_UNLINK}). */
        EXCLUDE_DELETED(0x0400_0000),
        /** If it is watched already, watch for these events as well ({@code IN_MASK_ADD}). */
        ADD_TO_EXISTING(0x2000_0000),
        /** Remove the watch after one event ({@code IN_ONESHOT}). */
        ONCE(0x8000_0000);

        private final int bit;

        Option(int bit) {
            this.bit = bit;
        }
    }

    private Inotify(int fd) {
        super(fd, true);
    }

    /**
     * {@return a new instance, without watches}
     *
     * @throws IOException if the system refuses, as it is out of descriptors or this user out of instances
     *     ({@code max_user_instances})
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static Inotify open() throws IOException {
        return new Inotify(SystemCalls.get().inotifyInit());
    }

    /**
     * Watches a file or directory. What is watched already, by whatever path, keeps its watch, which from now on is for
     * these events, unless {@link Option#ADD_TO_EXISTING} is given.
     *
     * @param path what to watch
     * @param kinds for which events; together with one of them another may come, see {@link InotifyEvent};
     *     {@link InotifyEvent.Kind#UNMOUNTED}, {@link InotifyEvent.Kind#OVERFLOWED} and
     *     {@link InotifyEvent.Kind#WATCH_REMOVED} come in any case
     * @param options how
     * @return the number of the watch
     * @throws IllegalArgumentException if there is no kind, or one that comes in any case, or if {@code path} is not of
     *     the default file system
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if there is nothing at this path ({@code ENOENT}), it may not be read ({@code EACCES}), this
     *     user is out of watches ({@code ENOSPC}, {@code max_user_watches}), or the system refuses
     */
    public int add(Path path, Set<InotifyEvent.Kind> kinds, Option... options) throws IOException {
        int mask = 0;
        for (InotifyEvent.Kind kind : kinds) {
            if (kind.isUnasked()) {
                throw new IllegalArgumentException(kind + " comes unasked");
            }
            mask |= kind.bit;
        }
        if (mask == 0) {
            throw new IllegalArgumentException("a watch for no event");
        }
        for (Option option : options) {
            mask |= option.bit;
        }
        byte[] bytes = PathBytes.absolute(path);
        enter();
        try {
            return SystemCalls.get().inotifyAddWatch(fd(), bytes, mask);
        } finally {
            exit();
        }
    }

    /**
     * Removes a watch. Events that have happened are still told, and after them
     * {@link InotifyEvent.Kind#WATCH_REMOVED}.
     *
     * @param watch its number
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if there is no such watch ({@code EINVAL})
     */
    public void remove(int watch) throws IOException {
        enter();
        try {
            SystemCalls.get().inotifyRmWatch(fd(), watch);
        } finally {
            exit();
        }
    }

    /**
     * Takes events, in the order in which they happened. One system call, of which up to 16 KiB of events fit; who has
     * registered this by {@link dev.vedette.Trigger#EDGE} takes until there is nothing.
     *
     * @return the events; none if there is nothing
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public List<InotifyEvent> take() throws IOException {
        ByteBuffer records;
        enter();
        try {
            records = SystemCalls.get().readRecords(fd());
        } finally {
            exit();
        }
        List<InotifyEvent> events = new ArrayList<>();
        while (records.hasRemaining()) {
            events.addAll(InotifyEvent.read(records));
        }
        return events;
    }
}
