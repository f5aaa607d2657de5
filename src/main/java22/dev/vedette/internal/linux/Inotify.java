package dev.vedette.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** inotify(7). */
final class Inotify {
    private static final int IN_NONBLOCK = 0x800;
    private static final int IN_CLOEXEC = 0x80000;

    // int inotify_init1(int flags);
    private static final CFunction INIT1 = CFunction.of("inotify_init1");

    // int inotify_add_watch(int fd, const char *pathname, uint32_t mask);
    private static final CFunction ADD_WATCH = CFunction.of("inotify_add_watch");

    // int inotify_rm_watch(int fd, int wd);
    private static final CFunction RM_WATCH = CFunction.of("inotify_rm_watch");

    private Inotify() {}

    /** A new instance, non-blocking and closed on exec; −1 and errno if the call fails. */
    static int create(CallState state) {
        return (int) INIT1.call(state, IN_NONBLOCK | IN_CLOEXEC);
    }

    /** The number of the watch; −1 and errno if the call fails. */
    static int addWatch(CallState state, int fd, MemorySegment path, int mask) {
        try {
            return (int) ADD_WATCH.call(state, fd, path.address(), mask);
        } finally {
            Reference.reachabilityFence(path);
        }
    }

    /** 0, or −1 and errno. */
    static int removeWatch(CallState state, int fd, int watch) {
        return (int) RM_WATCH.call(state, fd, watch);
    }
}
