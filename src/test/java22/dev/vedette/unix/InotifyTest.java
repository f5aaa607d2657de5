package dev.vedette.unix;

import static dev.vedette.unix.InotifyEvent.Kind.ACCESSED;
import static dev.vedette.unix.InotifyEvent.Kind.ATTRIBUTES_CHANGED;
import static dev.vedette.unix.InotifyEvent.Kind.CLOSED_AFTER_WRITING;
import static dev.vedette.unix.InotifyEvent.Kind.CLOSED_WITHOUT_WRITING;
import static dev.vedette.unix.InotifyEvent.Kind.CREATED;
import static dev.vedette.unix.InotifyEvent.Kind.DELETED;
import static dev.vedette.unix.InotifyEvent.Kind.MODIFIED;
import static dev.vedette.unix.InotifyEvent.Kind.MOVED_FROM;
import static dev.vedette.unix.InotifyEvent.Kind.MOVED_TO;
import static dev.vedette.unix.InotifyEvent.Kind.OPENED;
import static dev.vedette.unix.InotifyEvent.Kind.OVERFLOWED;
import static dev.vedette.unix.InotifyEvent.Kind.SELF_DELETED;
import static dev.vedette.unix.InotifyEvent.Kind.SELF_MOVED;
import static dev.vedette.unix.InotifyEvent.Kind.UNMOUNTED;
import static dev.vedette.unix.InotifyEvent.Kind.WATCH_REMOVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.contract.fixture.DescriptorCensus;
import dev.vedette.contract.fixture.LinuxOnly;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@LinuxOnly
class InotifyTest {
    private static final Path QUEUE_LIMIT = Path.of("/proc/sys/fs/inotify/max_queued_events");

    @TempDir
    private Path directory;

    private Inotify inotify;

    @BeforeEach
    void open() throws IOException {
        inotify = Inotify.open();
    }

    @AfterEach
    void close() throws IOException {
        inotify.close();
    }

    private static InotifyEvent event(int watch, InotifyEvent.Kind kind, String name) {
        return new InotifyEvent(watch, kind, false, 0, Optional.of(Path.of(name)));
    }

    private static InotifyEvent own(int watch, InotifyEvent.Kind kind) {
        return new InotifyEvent(watch, kind, false, 0, Optional.empty());
    }

    private List<InotifyEvent> drain() throws IOException {
        List<InotifyEvent> all = new ArrayList<>();
        for (List<InotifyEvent> some = inotify.take(); !some.isEmpty(); some = inotify.take()) {
            all.addAll(some);
        }
        return all;
    }

    @Test
    void theLifeOfAFileIsReported() throws IOException {
        int watch = inotify.add(
                directory, EnumSet.of(CREATED, OPENED, MODIFIED, CLOSED_AFTER_WRITING, ATTRIBUTES_CHANGED, DELETED));
        Path file = directory.resolve("file");
        Files.writeString(file, "text");
        assertThat(file.toFile().setReadable(false, false)).isTrue();
        Files.delete(file);
        assertThat(inotify.take())
                .containsExactly(
                        event(watch, CREATED, "file"),
                        event(watch, OPENED, "file"),
                        event(watch, MODIFIED, "file"),
                        event(watch, CLOSED_AFTER_WRITING, "file"),
                        event(watch, ATTRIBUTES_CHANGED, "file"),
                        event(watch, DELETED, "file"));
        assertThat(inotify.take()).isEmpty();
    }

    /**
     * A process that may not set the set-user-ID bit clears it by truncating the file. The system reports both changes
     * in one event.
     */
    @Test
    void twoChangesInOneRecordAreTwoEvents() throws Exception {
        List<String> truncate = new ArrayList<>(List.of("sh", "-c", ": > file"));
        if (run(List.of("setpriv", "--bounding-set=-fsetid", "true"))) {
            truncate.addAll(0, List.of("setpriv", "--bounding-set=-fsetid")); // otherwise root keeps the bit
        }
        Path file = Files.writeString(directory.resolve("file"), "text");
        Files.setAttribute(file, "unix:mode", 04755);
        int watch = inotify.add(directory, Set.of(ATTRIBUTES_CHANGED));
        assertThat(run(truncate)).isTrue();
        assumeTrue(
                ((int) Files.getAttribute(file, "unix:mode") & 04000) == 0,
                "needs a user other than root, or setpriv of util-linux");
        assertThat(inotify.take())
                .as("both changes, although only one was requested")
                .containsExactly(event(watch, MODIFIED, "file"), event(watch, ATTRIBUTES_CHANGED, "file"));
    }

    private boolean run(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).directory(directory.toFile()).start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void bothEndsOfARenameHaveACookieInCommon() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Path moved = Files.createDirectory(directory.resolve("moved"));
        int from = inotify.add(directory, Set.of(MOVED_FROM));
        int to = inotify.add(target, Set.of(MOVED_TO));
        Files.move(moved, target.resolve("there"));
        List<InotifyEvent> events = inotify.take();
        assertThat(events).hasSize(2);
        int cookie = events.get(0).cookie();
        assertThat(cookie).isNotZero();
        assertThat(events)
                .containsExactly(
                        new InotifyEvent(from, MOVED_FROM, true, cookie, Optional.of(Path.of("moved"))),
                        new InotifyEvent(to, MOVED_TO, true, cookie, Optional.of(Path.of("there"))));
    }

    @Test
    void theRemovalOfAWatchIsReportedAndEndsIt() throws IOException {
        int watch = inotify.add(directory, Set.of(CREATED));
        Files.createFile(directory.resolve("before"));
        inotify.remove(watch);
        Files.createFile(directory.resolve("after"));
        assertThat(inotify.take()).containsExactly(event(watch, CREATED, "before"), own(watch, WATCH_REMOVED));
        assertThatThrownBy(() -> inotify.remove(watch))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "inotify_rm_watch(fd " + inotify.fd() + ", watch " + watch + "): Invalid argument (EINVAL)");
    }

    @Test
    void theWatchOfADeletedDirectoryEnds() throws IOException {
        Path vanishing = Files.createDirectory(directory.resolve("vanishing"));
        int watch = inotify.add(vanishing, Set.of(SELF_MOVED, SELF_DELETED));
        Path moved = Files.move(vanishing, directory.resolve("moved"));
        Files.delete(moved);
        assertThat(inotify.take())
                .extracting(InotifyEvent::watch, InotifyEvent::kind)
                .containsExactly(tuple(watch, SELF_MOVED), tuple(watch, SELF_DELETED), tuple(watch, WATCH_REMOVED));
    }

    @Test
    void aMissingFileIsRefused() {
        Path nowhere = directory.resolve("nowhere");
        assertThatThrownBy(() -> inotify.add(nowhere, Set.of(CREATED)))
                .isInstanceOf(IOException.class)
                .hasMessage("inotify_add_watch(fd " + inotify.fd() + ", " + nowhere
                        + "): No such file or directory (ENOENT)");
    }

    @Test
    void anOverflowOfTheQueueIsReported() throws IOException {
        int limit = Integer.parseInt(Files.readAllLines(QUEUE_LIMIT).get(0)); // readString reads only a digit of it
        Path file = Files.createFile(directory.resolve("file"));
        int watch = inotify.add(directory, EnumSet.of(OPENED, CLOSED_WITHOUT_WRITING));
        for (int i = 0; i <= limit / 2; i++) {
            Files.newInputStream(file).close();
        }
        List<InotifyEvent> events = drain();
        assertThat(events).hasSize(limit + 1).last().isEqualTo(own(-1, OVERFLOWED));
        assertThat(events.subList(0, limit)).allMatch(event -> event.watch() == watch);
        Files.newInputStream(file).close();
        assertThat(drain()).as("events after the overflow").hasSize(2);
    }

    @Test
    void namesMayBeAsLongAsTheSystemAllows() throws IOException {
        int watch = inotify.add(directory, Set.of(CREATED));
        List<InotifyEvent> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) { // far more than one read returns
            String name = Integer.toString(1000 + i).repeat(64).substring(1);
            Files.createFile(directory.resolve(name));
            expected.add(event(watch, CREATED, name));
        }
        assertThat(inotify.take())
                .as("the events of one read, which are whole")
                .isNotEmpty()
                .isEqualTo(expected.subList(0, 60));
        assertThat(drain()).isEqualTo(expected.subList(60, 200));
    }

    /** Not every locale can express such a name as a string. */
    @Test
    void namesMayBeAnyBytes() throws IOException {
        Path odd = Path.of(URI.create(directory.toUri() + "%ff%20%c3%a4%25"));
        int watch = inotify.add(directory, Set.of(CREATED));
        Files.createFile(odd);
        assertThat(inotify.take())
                .containsExactly(new InotifyEvent(watch, CREATED, false, 0, Optional.of(odd.getFileName())));
        int file = inotify.add(odd, Set.of(ATTRIBUTES_CHANGED));
        Files.setPosixFilePermissions(odd, Set.of());
        assertThat(inotify.take()).containsExactly(own(file, ATTRIBUTES_CHANGED));
    }

    @Test
    void relativePathsAreThoseOfTheJdk() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(directory.toRealPath());
        int watch = inotify.add(relative, Set.of(CREATED));
        assertThat(inotify.add(directory, Set.of(CREATED)))
                .as("the watch of the same directory")
                .isEqualTo(watch);
    }

    @Test
    void aSecondWatchOfTheSameReplacesTheFirstOrAddsToIt() throws IOException {
        int watch = inotify.add(directory, Set.of(CREATED));
        assertThat(inotify.add(directory, Set.of(DELETED))).isEqualTo(watch);
        Path file = Files.createFile(directory.resolve("file"));
        Files.delete(file);
        assertThat(inotify.take()).containsExactly(event(watch, DELETED, "file"));
        inotify.add(directory, Set.of(CREATED), Inotify.Option.ADD_TO_EXISTING);
        Files.delete(Files.createFile(file));
        assertThat(inotify.take()).containsExactly(event(watch, CREATED, "file"), event(watch, DELETED, "file"));
    }

    @Test
    void aWatchForOneEventIsRemovedAfterIt() throws IOException {
        int watch = inotify.add(directory, Set.of(CREATED), Inotify.Option.ONCE);
        Files.createFile(directory.resolve("one"));
        Files.createFile(directory.resolve("two"));
        assertThat(inotify.take()).containsExactly(event(watch, CREATED, "one"), own(watch, WATCH_REMOVED));
    }

    @Test
    void aLinkIsFollowedUnlessTheOptionForbidsIt() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        int watch = inotify.add(target, Set.of(CREATED));
        assertThat(inotify.add(link, Set.of(CREATED))).isEqualTo(watch);
        assertThat(inotify.add(link, Set.of(CREATED), Inotify.Option.NO_FOLLOW)).isNotEqualTo(watch);
    }

    @Test
    void anOrdinaryFileIsRefusedIfTheOptionDemandsADirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> inotify.add(file, Set.of(MODIFIED), Inotify.Option.DIRECTORY_ONLY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ENOTDIR");
    }

    @Test
    void eventsOfADeletedFileAreExcludedByTheOption() throws IOException {
        Path file = directory.resolve("file");
        inotify.add(directory, Set.of(MODIFIED), Inotify.Option.EXCLUDE_DELETED);
        try (var out = Files.newOutputStream(file)) {
            out.write(1);
            assertThat(inotify.take()).hasSize(1);
            Files.delete(file);
            out.write(2);
        }
        assertThat(inotify.take()).isEmpty();
    }

    /** {@link KindsTest} covers instances with a watch, which take longer to close. */
    @Test
    void openingAndClosingWithoutAWatchLeavesNoDescriptor() throws IOException {
        List<String> before = DescriptorCensus.take();
        for (int i = 0; i < 10_000; i++) {
            Inotify.open().close();
        }
        assertThat(DescriptorCensus.since(before)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNMOUNTED", "OVERFLOWED", "WATCH_REMOVED"})
    void eventsThatAreAlwaysReportedCannotBeRequested(InotifyEvent.Kind kind) {
        assertThatThrownBy(() -> inotify.add(directory, EnumSet.of(CREATED, kind)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(kind.name());
    }

    @Test
    void aWatchNeedsAnEventAndAFile() throws IOException {
        assertThatThrownBy(() -> inotify.add(directory, Set.of())).isInstanceOf(IllegalArgumentException.class);
        Path jar = directory.resolve("some.jar");
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            assertThatThrownBy(() -> inotify.add(zip.getPath("/"), Set.of(CREATED)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("default");
        }
    }

    @Test
    void recordsOfTheSystemAreDecodedBitByBit() {
        for (InotifyEvent.Kind kind : InotifyEvent.Kind.values()) {
            assertThat(InotifyEvent.of(1, kind.bit | 0x4000_0000, 2, new byte[] {'a'}))
                    .containsExactly(new InotifyEvent(1, kind, true, 2, Optional.of(Path.of("a"))));
        }
        assertThat(UNMOUNTED.bit).isEqualTo(0x2000);
        assertThat(InotifyEvent.of(1, ATTRIBUTES_CHANGED.bit | MODIFIED.bit | ACCESSED.bit, 0, new byte[] {'a'}))
                .as("the events, in the order of the bits")
                .containsExactly(event(1, ACCESSED, "a"), event(1, MODIFIED, "a"), event(1, ATTRIBUTES_CHANGED, "a"));
        assertThatThrownBy(() -> InotifyEvent.of(1, 0x0001_0000, 0, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x10000");
    }
}
