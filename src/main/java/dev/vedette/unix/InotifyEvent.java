package dev.vedette.unix;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An event of {@link Inotify}: one kind of change.
 *
 * <p>If one system call makes several kinds of changes, the kernel may report them together. They become one event for
 * each kind, one after the other. One of them may be of a kind that the watch does not ask for.
 *
 * @param watch the number of the watch, as returned by {@link Inotify#add}; −1 if {@code kind} is
 *     {@link Kind#OVERFLOWED}
 * @param kind the kind of change
 * @param isDirectory whether a directory has changed
 * @param cookie the number that a {@link Kind#MOVED_FROM} and its {@link Kind#MOVED_TO} share; 0 for other kinds
 * @param name the name of the changed file in the watched directory, a path of one element; empty if the watched file
 *     or directory itself has changed
 * @since 0.1
 */
public record InotifyEvent(int watch, Kind kind, boolean isDirectory, int cookie, Optional<Path> name) {
    /**
     * The kinds of changes. The names in parentheses are those of {@code inotify(7)}.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A file was read ({@code IN_ACCESS}). */
        ACCESSED(0x0001),
        /** A file was written or truncated ({@code IN_MODIFY}). */
        MODIFIED(0x0002),
        /** Owner, permissions, times, link count or attributes were changed ({@code IN_ATTRIB}). */
        ATTRIBUTES_CHANGED(0x0004),
        /** A file that was open for writing was closed ({@code IN_CLOSE_WRITE}). */
        CLOSED_AFTER_WRITING(0x0008),
        /** A file or directory that was not open for writing was closed ({@code IN_CLOSE_NOWRITE}). */
        CLOSED_WITHOUT_WRITING(0x0010),
        /** A file or directory was opened ({@code IN_OPEN}). */
        OPENED(0x0020),
        /** A rename removed this name from the watched directory ({@code IN_MOVED_FROM}). */
        MOVED_FROM(0x0040),
        /** A rename created this name in the watched directory ({@code IN_MOVED_TO}). */
        MOVED_TO(0x0080),
        /** A file or directory was created in the watched directory ({@code IN_CREATE}). */
        CREATED(0x0100),
        /** A file or directory was deleted from the watched directory ({@code IN_DELETE}). */
        DELETED(0x0200),
        /** The watched file or directory was itself deleted ({@code IN_DELETE_SELF}). */
        SELF_DELETED(0x0400),
        /** The watched file or directory was itself moved ({@code IN_MOVE_SELF}). */
        SELF_MOVED(0x0800),
        /** The file system of the watched file or directory was unmounted ({@code IN_UNMOUNT}). Always reported. */
        UNMOUNTED(0x2000),
        /**
         * The queue was full, and events are lost ({@code IN_Q_OVERFLOW}): the program has to look at the watched files
         * again. Always reported. The limit is {@code /proc/sys/fs/inotify/max_queued_events}.
         */
        OVERFLOWED(0x4000),
        /**
         * The watch was removed, or the watched file or directory was deleted or unmounted ({@code IN_IGNORED}). Always
         * reported, and the last event of its watch.
         */
        WATCH_REMOVED(0x8000);

        private static final Kind[] KINDS = values();

        final int bit;

        Kind(int bit) {
            this.bit = bit;
        }

        /** Whether the kernel reports this kind without a request for it, which it does not accept. */
        boolean isAlwaysReported() {
            return bit >= UNMOUNTED.bit;
        }

        /** The kinds in a mask, in the order of their bits. */
        static List<Kind> of(int mask) {
            List<Kind> kinds = new ArrayList<>(1);
            for (Kind kind : KINDS) {
                if ((mask & kind.bit) != 0) {
                    kinds.add(kind);
                }
            }
            if (kinds.isEmpty()) {
                throw new IllegalArgumentException("unknown kind of inotify event: 0x" + Integer.toHexString(mask));
            }
            return kinds;
        }
    }

    private static final int IN_ISDIR = 0x4000_0000;

    /**
     * Decodes the next record of a buffer:
     *
     * <pre>{@code
     * struct inotify_event {
     *     int      wd;
     *     uint32_t mask;
     *     uint32_t cookie;
     *     uint32_t len;      // of the name, with the zeros that pad it
     *     char     name[];
     * };
     * }</pre>
     *
     * The mask usually has one bit for the kind. A call that makes several changes gives one record with a bit for
     * each: truncating a file that has its set-user-ID bit gives {@code IN_MODIFY} and {@code IN_ATTRIB}.
     */
    static List<InotifyEvent> read(ByteBuffer records) {
        int watch = records.getInt();
        int mask = records.getInt();
        int cookie = records.getInt();
        byte[] paddedName = new byte[records.getInt()];
        records.get(paddedName);
        return of(watch, mask, cookie, withoutPadding(paddedName));
    }

    private static byte[] withoutPadding(byte[] name) {
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return Arrays.copyOf(name, length);
    }

    /** One event for each kind in the mask. */
    static List<InotifyEvent> of(int watch, int mask, int cookie, byte[] name) {
        Optional<Path> path = name.length == 0 ? Optional.empty() : Optional.of(PathBytes.name(name));
        boolean isDirectory = (mask & IN_ISDIR) != 0;
        List<InotifyEvent> events = new ArrayList<>(1);
        for (Kind kind : Kind.of(mask)) {
            events.add(new InotifyEvent(watch, kind, isDirectory, cookie, path));
        }
        return events;
    }
}
