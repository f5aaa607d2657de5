package dev.vedette.unix;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Inotify} tells of: one kind of change.
 *
 * <p>What one call changes in several ways the kernel may tell as one. Here it is as many, one after the other, among
 * them perhaps one of a kind that the watch was not for.
 *
 * @param watch the watch that it belongs to, as {@link Inotify#add} has given it; −1 if {@code kind} is
 *     {@link Kind#OVERFLOWED}
 * @param kind what has happened
 * @param isDirectory whether it has happened to a directory
 * @param cookie what a {@link Kind#MOVED_FROM} and its {@link Kind#MOVED_TO} have in common; 0 with other kinds
 * @param name the name, one element, of what it has happened to in the watched directory; empty if it has happened to
 *     what is watched itself
 */
public record InotifyEvent(int watch, Kind kind, boolean isDirectory, int cookie, Optional<Path> name) {
    /** What can happen. The names in brackets are those of {@code inotify(7)}. */
    public enum Kind {
        /** A file was read ({@code IN_ACCESS}). */
        ACCESSED(0x0001),
        /** A file was written or truncated ({@code IN_MODIFY}). */
        MODIFIED(0x0002),
        /** Its owner, permissions, times, links or attributes have changed ({@code IN_ATTRIB}). */
        ATTRIBUTES_CHANGED(0x0004),
        /** What was open for writing was closed ({@code IN_CLOSE_WRITE}). */
        CLOSED_AFTER_WRITING(0x0008),
        /** What was open, and not for writing, was closed ({@code IN_CLOSE_NOWRITE}). */
        CLOSED_WITHOUT_WRITING(0x0010),
        /** It was opened ({@code IN_OPEN}). */
        OPENED(0x0020),
        /** It has lost this name to a rename ({@code IN_MOVED_FROM}). */
        MOVED_FROM(0x0040),
        /** It has got this name by a rename ({@code IN_MOVED_TO}). */
        MOVED_TO(0x0080),
        /** It was created in the watched directory ({@code IN_CREATE}). */
        CREATED(0x0100),
        /** It was deleted from the watched directory ({@code IN_DELETE}). */
        DELETED(0x0200),
        /** What is watched was deleted itself ({@code IN_DELETE_SELF}). */
        SELF_DELETED(0x0400),
        /** What is watched was moved itself ({@code IN_MOVE_SELF}). */
        SELF_MOVED(0x0800),
        /** What is watched is on a file system that was unmounted ({@code IN_UNMOUNT}); comes unasked. */
        UNMOUNTED(0x2000),
        /**
         * The queue was full, and events are lost ({@code IN_Q_OVERFLOW}): look at everything anew. Comes unasked. The
         * limit is {@code /proc/sys/fs/inotify/max_queued_events}.
         */
        OVERFLOWED(0x4000),
        /**
         * The watch is gone: removed, or what it watched is deleted or unmounted ({@code IN_IGNORED}). Comes unasked,
         * and is the last of its watch.
         */
        WATCH_REMOVED(0x8000);

        private static final Kind[] KINDS = values();

        final int bit;

        Kind(int bit) {
            this.bit = bit;
        }

        /** Whether it comes without being asked for, and cannot be asked for. */
        boolean isUnasked() {
            return bit >= UNMOUNTED.bit;
        }

        /** In the order of their bits. */
        static List<Kind> of(int mask) {
            List<Kind> kinds = new ArrayList<>(1);
            for (Kind kind : KINDS) {
                if ((mask & kind.bit) != 0) {
                    kinds.add(kind);
                }
            }
            if (kinds.isEmpty()) {
                throw new IllegalArgumentException("an inotify event of no known kind: 0x" + Integer.toHexString(mask));
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
     * The mask mostly has one bit for the kind. A call that makes several changes gives one record with a bit for each:
     * truncating a file that has its set-user-ID bit gives {@code IN_MODIFY} and {@code IN_ATTRIB}.
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
