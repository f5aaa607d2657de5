package dev.vedette.examples.devices;

import static dev.vedette.unix.InotifyEvent.Kind.CREATED;
import static dev.vedette.unix.InotifyEvent.Kind.DELETED;
import static dev.vedette.unix.InotifyEvent.Kind.MODIFIED;
import static dev.vedette.unix.InotifyEvent.Kind.MOVED_TO;

import dev.vedette.examples.loop.Loop;
import dev.vedette.unix.Inotify;
import dev.vedette.unix.InotifyEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows all files of a directory, as {@code tail -F} follows one file. Prints every line once, even if its file is
 * renamed.
 *
 * <p>An event says that something has happened to a name, but the name may refer to another file by then. Files are
 * therefore identified by their inodes. They are kept open, so that no other file gets the same inode.
 */
final class DirectoryWatch implements Closeable {
    private final Path directory;
    private final Inotify inotify = Inotify.open();
    private final Map<Object, GrowingFile> files = new HashMap<>();

    DirectoryWatch(Loop loop, Path directory) throws IOException {
        this.directory = directory;
        Watched.start(loop, "files", inotify, this::readEvents);
        inotify.add(directory, Set.of(CREATED, MODIFIED, MOVED_TO, DELETED), Inotify.Option.DIRECTORY_ONLY);
        scanAll(); // after add, so that every later change has an event
    }

    private void readEvents() throws IOException {
        List<InotifyEvent> events;
        while (!(events = inotify.take()).isEmpty()) {
            for (InotifyEvent event : events) {
                switch (event.kind()) {
                    case CREATED, MODIFIED, MOVED_TO ->
                        scan(directory.resolve(event.name().orElseThrow()));
                    case DELETED -> {
                        forgetDeleted();
                        Report.print("files", event.name().orElseThrow() + " is gone");
                    }
                    case OVERFLOWED -> scanAll();
                    default -> Report.print("files", event.toString());
                }
            }
        }
    }

    private void scanAll() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                scan(path);
            }
        }
        forgetDeleted();
    }

    private void scan(Path path) throws IOException {
        Object inode = GrowingFile.inode(path);
        if (inode == null) {
            return;
        }
        GrowingFile file = files.get(inode);
        if (file == null) {
            file = GrowingFile.open(path);
            if (file == null) {
                return;
            }
            if (!inode.equals(GrowingFile.inode(path))) {
                // another file has the name by now, and an event reports it
                file.close();
                return;
            }
            files.put(inode, file);
        }
        file.rename(path.getFileName());
        printNewLines(file);
    }

    private static void printNewLines(GrowingFile file) throws IOException {
        for (String line : file.newLines()) {
            Report.print("files", file.name() + ": " + line);
        }
    }

    private void forgetDeleted() throws IOException {
        Set<Object> present = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                present.add(GrowingFile.inode(path));
            }
        }
        for (Object inode : Set.copyOf(files.keySet())) {
            if (!present.contains(inode)) {
                GrowingFile file = files.remove(inode);
                printNewLines(file); // it may have been deleted before this program was told of its last lines
                file.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        inotify.close();
        for (GrowingFile file : files.values()) {
            file.close();
        }
    }
}
