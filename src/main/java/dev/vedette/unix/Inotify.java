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
 * <p>Unlike the JDK's {@link java.nio.file.WatchService} it needs no thread, watches files as well as directories, and
 * reports opening, closing and both ends of a rename. Like a {@code WatchService}, it reports only changes that are
 * made on this machine, and a watch on a directory does not cover its subdirectories.
 *
 * <p>The descriptor is non-blocking, and is closed in programs that this one starts. Safe from any thread. The limits
 * for each user are in {@code /proc/sys/fs/inotify}.
 *
 * @since 0.1
 */
public final class Inotify extends Descriptor {
    /**
     * Options of a watch. The names in parentheses are those of {@code inotify(7)}.
     *
     * @since 0.1
     */
    public enum Option {
        /** Fail if the path is not a directory ({@code IN_ONLYDIR}). */
        DIRECTORY_ONLY(0x0100_0000),
        /** Watch a symbolic link itself, not its target ({@code IN_DONT_FOLLOW}). */
        NO_FOLLOW(0x0200_0000),
        /** Do not report events of files after they are deleted from the watched directory ({@code IN_EXCL_UNLINK}). */
        EXCLUDE_DELETED(0x0400_0000),
        /** Add the kinds of events to those of an existing watch, instead of replacing them ({@code IN_MASK_ADD}). */
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
     * @throws IOException if the system refuses, for example because the process is out of descriptors, or the user is
     *     out of inotify instances ({@code max_user_instances})
     * @throws UnsupportedOperationException if native calls cannot be made
     */
    public static Inotify open() throws IOException {
        return new Inotify(SystemCalls.get().inotifyInit());
    }

    /**
     * Watches a file or directory. If it has a watch already, even one for another path, that watch is changed: the
     * given kinds of events replace its kinds, or with {@link Option#ADD_TO_EXISTING} are added to them.
     *
     * @param path the file or directory
     * @param kinds the kinds of events to report, at least one. An event of another kind may come together with one of
     *     them, see {@link InotifyEvent}. {@link InotifyEvent.Kind#UNMOUNTED}, {@link InotifyEvent.Kind#OVERFLOWED} and
     *     {@link InotifyEvent.Kind#WATCH_REMOVED} are always reported
     * @param options the options of the watch
     * @return the number of the watch
     * @throws IllegalArgumentException if {@code kinds} is empty or contains a kind that is always reported, or if
     *     {@code path} does not belong to the default file system
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if there is no file at the path ({@code ENOENT}), the process may not read it
     *     ({@code EACCES}), the user is out of watches ({@code ENOSPC}, {@code max_user_watches}), or the system
     *     refuses
     */
    public int add(Path path, Set<InotifyEvent.Kind> kinds, Option... options) throws IOException {
        int mask = 0;
        for (InotifyEvent.Kind kind : kinds) {
            if (kind.isAlwaysReported()) {
                throw new IllegalArgumentException(kind + " is always reported, so it cannot be requested");
            }
            mask |= kind.bit;
        }
        if (mask == 0) {
            throw new IllegalArgumentException("the set of kinds is empty");
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
     * Removes a watch. Events that have already happened are still reported, and after them
     * {@link InotifyEvent.Kind#WATCH_REMOVED}.
     *
     * @param watch the number of the watch
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
     * Takes events, in the order in which they happened. Makes one system call, which returns up to 16 KiB of events.
     * After an edge-triggered event ({@link dev.vedette.Trigger#EDGE}) call this until it returns an empty list.
     *
     * @return the events; empty if there are none
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
