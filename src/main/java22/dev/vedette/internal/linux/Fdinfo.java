package dev.vedette.internal.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel tells about one registration of an epoll instance: a line of {@code /proc/self/fdinfo}, see
 * proc_pid_fdinfo(5).
 *
 * @param fd the number under which the file was registered; by now it may be closed, or belong to another file
 * @param flags the flags of the registration
 * @param token the data of the registration
 * @param inode the inode of the file; −1 if the kernel does not tell, as before Linux 4.13
 */
record Fdinfo(int fd, int flags, long token, long inode) {
    private static final Pattern LINE = Pattern.compile(
            "tfd:\\s*(\\d+)\\s+events:\\s*([0-9a-f]+)\\s+data:\\s*([0-9a-f]+)(?:.*\\bino:([0-9a-f]+))?.*");

    /** How /proc/self/fd shows files that have an inode each. */
    private static final Pattern SOCKET_OR_PIPE = Pattern.compile("(?:socket|pipe):\\[(\\d+)]");

    /** The registrations of an instance. */
    static List<Fdinfo> of(int epfd) throws IOException {
        List<Fdinfo> registrations = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + epfd))) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String inode = matcher.group(4);
                registrations.add(new Fdinfo(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseUnsignedInt(matcher.group(2), 16),
                        Long.parseUnsignedLong(matcher.group(3), 16),
                        inode == null ? -1 : Long.parseUnsignedLong(inode, 16)));
            }
        }
        return registrations;
    }

    /** The registration in words. */
    String describe() throws IOException {
        return describe(EpollFlags.describe(flags));
    }

    /** The same, with other words for the interest and the trigger. */
    String describe(String interestAndTrigger) throws IOException {
        return "fd " + fd + ", " + file() + ", " + interestAndTrigger + ", token " + token;
    }

    private String file() throws IOException {
        String link;
        try {
            link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
        } catch (NoSuchFileException e) {
            return "closed here";
        }
        Matcher matcher = SOCKET_OR_PIPE.matcher(link);
        if (inode != -1 && matcher.matches() && Long.parseLong(matcher.group(1)) != inode) {
            return "closed here and used again for " + link;
        }
        return link;
    }
}
