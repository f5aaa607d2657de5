package dev.vedette.internal.linux;

import java.io.IOException;
import java.util.Map;

/** The error numbers of errno(3), their names and texts, and the exception for a call that fails. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EINVAL = 22;
    static final int EMFILE = 24;
    static final int ENOSPC = 28;
    static final int ENOSYS = 38;
    static final int ENOTCONN = 107;
    static final int ECANCELED = 125;

    /**
     * The names of the errors that the calls of this package return, for the descriptors of any driver. The numbers are
     * the same on every architecture of the JDK.
     */
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM"),
            Map.entry(ENOENT, "ENOENT"),
            Map.entry(EINTR, "EINTR"),
            Map.entry(3, "ESRCH"),
            Map.entry(5, "EIO"),
            Map.entry(ENXIO, "ENXIO"),
            Map.entry(EBADF, "EBADF"),
            Map.entry(EAGAIN, "EAGAIN"),
            Map.entry(12, "ENOMEM"),
            Map.entry(EACCES, "EACCES"),
            Map.entry(14, "EFAULT"),
            Map.entry(EEXIST, "EEXIST"),
            Map.entry(16, "EBUSY"),
            Map.entry(19, "ENODEV"),
            Map.entry(20, "ENOTDIR"),
            Map.entry(21, "EISDIR"),
            Map.entry(EINVAL, "EINVAL"),
            Map.entry(23, "ENFILE"),
            Map.entry(EMFILE, "EMFILE"),
            Map.entry(25, "ENOTTY"),
            Map.entry(27, "EFBIG"),
            Map.entry(ENOSPC, "ENOSPC"),
            Map.entry(30, "EROFS"),
            Map.entry(32, "EPIPE"),
            Map.entry(36, "ENAMETOOLONG"),
            Map.entry(ENOSYS, "ENOSYS"),
            Map.entry(40, "ELOOP"),
            Map.entry(88, "ENOTSOCK"),
            Map.entry(90, "EMSGSIZE"),
            Map.entry(91, "EPROTOTYPE"),
            Map.entry(97, "EAFNOSUPPORT"),
            Map.entry(98, "EADDRINUSE"),
            Map.entry(99, "EADDRNOTAVAIL"),
            Map.entry(100, "ENETDOWN"),
            Map.entry(104, "ECONNRESET"),
            Map.entry(105, "ENOBUFS"),
            Map.entry(ENOTCONN, "ENOTCONN"),
            Map.entry(110, "ETIMEDOUT"),
            Map.entry(111, "ECONNREFUSED"),
            Map.entry(113, "EHOSTUNREACH"),
            Map.entry(121, "EREMOTEIO"),
            Map.entry(122, "EDQUOT"),
            Map.entry(ECANCELED, "ECANCELED"));

    // char *strerror(int errnum);
    private static final CFunction STRERROR = CFunction.of("strerror");

    private Errno() {}

    /** Text and name, such as {@code Operation not permitted (EPERM)}. */
    static String describe(int errno) {
        return STRERROR.callForString(errno) + " (" + NAMES.getOrDefault(errno, "errno " + errno) + ")";
    }

    /** The exception for a failed call, such as {@code epoll_ctl(ADD, fd 7): Operation not permitted (EPERM)}. */
    static IOException exception(String call, int errno) {
        return new IOException(call + ": " + describe(errno));
    }

    /** Returns the result of a call; throws an exception if it is −1. */
    static int check(long result, CallState state, String call) throws IOException {
        if ((int) result == -1) {
            throw exception(call, state.errno());
        }
        return (int) result;
    }

    /** Like {@link #check(long, CallState, String)}, for a call on a descriptor. */
    static int check(long result, CallState state, String call, int fd) throws IOException {
        if ((int) result == -1) {
            throw exception(call + "(fd " + fd + ")", state.errno());
        }
        return (int) result;
    }

    /**
     * Like {@link #check(long, CallState, String)}, for a call that not every kernel has.
     *
     * @throws UnsupportedOperationException if the kernel does not have the call
     */
    static int checkSince(long result, CallState state, String call, String since) throws IOException {
        if ((int) result != -1) {
            return (int) result;
        }
        int errno = state.errno();
        if (errno == ENOSYS) {
            throw new UnsupportedOperationException(call + ": " + describe(errno) + "; it needs Linux " + since
                    + " or newer, this is " + System.getProperty("os.version") + "; or a filter (seccomp) hides it");
        }
        throw new IOException(call + ": " + describe(errno)
                + (errno == EPERM ? "; a filter (seccomp) or security module forbids the call" : ""));
    }

    /**
     * Like {@link #check(long, CallState, String)}, for a call that a backend needs.
     *
     * @throws UnsupportedOperationException if the kernel does not have the call or a filter forbids it, so the backend
     *     cannot work on this system
     */
    static int checkBackend(long result, CallState state, String call) throws IOException {
        if ((int) result != -1) {
            return (int) result;
        }
        int errno = state.errno();
        if (errno == ENOSYS || errno == EPERM || errno == EACCES) {
            throw new UnsupportedOperationException("the system forbids " + call + ": " + describe(errno));
        }
        throw exception(call, errno);
    }
}
