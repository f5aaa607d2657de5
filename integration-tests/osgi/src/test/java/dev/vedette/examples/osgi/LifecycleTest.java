package dev.vedette.examples.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.Leftovers;
import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Stops, updates and uninstalls bundles while Polls are open and a recording is running.
 *
 * <ul>
 *   <li>A Poll belongs to the bundle that opened it. The library has no activator. When it is stopped, updated or
 *       uninstalled, bundles that are wired to it continue to use it until the framework refreshes them.
 *   <li>A refresh stops these bundles, which close their Polls. If there is a library for a bundle, the refresh starts
 *       the bundle again with it.
 *   <li>A library to which no bundle is wired leaves nothing behind: no thread, no descriptor, no event type, no class.
 * </ul>
 */
@Timeout(600)
class LifecycleTest {
    private static final String OLD = "version 0.1.0";
    private static final String NEW = "version 9.0.0";

    @TempDir
    Path storage;

    private RunningFramework framework;
    private Recording recording;
    private Set<String> descriptorsBefore;

    @BeforeEach
    void start() throws Exception {
        recording = new Recording();
        Stream.of("Poll", "Dispatch", "Wakeup", "Registration")
                .forEach(name -> recording.enable("dev.vedette." + name).withoutThreshold());
        recording.start();
        framework = new RunningFramework(storage.resolve("framework"), RunningFramework.WITH_FLIGHT_RECORDER);
        descriptorsBefore = Leftovers.descriptors();
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
        recording.close();
    }

    @Test
    void twoVersionsPollSideBySide() throws Exception {
        Bundle other = framework.install("library 9", Bundles.libraryAs("9.0.0"));
        Bundle first = framework.startPolling("first", "[0,9)");
        Bundle second = framework.startPolling("second", "[9,10)");
        for (int i = 0; i < 3; i++) {
            assertThat(RunningFramework.ping(first)).startsWith(OLD).contains(backend());
            assertThat(RunningFramework.ping(second)).startsWith(NEW).contains(backend());
        }
        assertThat(framework.library().loadClass("dev.vedette.Poll")).isNotSameAs(other.loadClass("dev.vedette.Poll"));
        first.stop();
        assertThat(RunningFramework.ping(second)).startsWith(NEW);
        second.stop();
        assertNothingIsLeft();
        assertThat(namesOfRecordedPolls()).contains("first", "second");
    }

    @Test
    void aStoppedLibraryStillServes() throws Exception {
        framework.library().start();
        Bundle consumer = framework.startPolling("consumer", "0");
        framework.library().stop();
        assertThat(framework.library().getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(RunningFramework.ping(consumer)).startsWith(OLD).contains(backend());
        consumer.stop();
        assertNothingIsLeft();
        consumer.start();
        assertThat(RunningFramework.ping(consumer)).startsWith(OLD);
    }

    @Test
    void anUpdatedLibraryServesAfterTheRefresh() throws Exception {
        Bundle consumer = framework.startPolling("consumer", "0");
        WeakReference<ClassLoader> old = loaderOf(framework.library());
        framework.library().update(new ByteArrayInputStream(Bundles.libraryAs("9.0.0")));
        assertThat(RunningFramework.ping(consumer)).startsWith(OLD).contains(backend());
        framework.refresh();
        assertThat(consumer.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(RunningFramework.ping(consumer)).startsWith(NEW).contains(backend());
        Leftovers.awaitCollection(old);
        consumer.stop();
        assertNothingIsLeft();
    }

    @Test
    void anUninstalledLibraryIsGoneAfterTheRefresh() throws Exception {
        Bundle consumer = framework.startPolling("consumer", "0");
        WeakReference<ClassLoader> old = loaderOf(framework.library());
        framework.library().uninstall();
        assertThat(RunningFramework.ping(consumer)).startsWith(OLD).contains(backend());
        framework.refresh();
        assertThat(consumer.getState()).isEqualTo(Bundle.INSTALLED);
        assertNothingIsLeft();
        Leftovers.awaitCollection(old);
    }

    @Test
    void anUninstalledConsumerClosesItsPoll() throws Exception {
        Bundle consumer = framework.startPolling("consumer", "0");
        WeakReference<ClassLoader> old = loaderOf(consumer);
        assertThat(RunningFramework.ping(consumer)).contains(backend());
        consumer.uninstall();
        framework.refresh();
        assertNothingIsLeft();
        Leftovers.awaitCollection(old);
    }

    private static String backend() {
        return "backend=" + System.getProperty("expected.backend");
    }

    private static WeakReference<ClassLoader> loaderOf(Bundle bundle) {
        return new WeakReference<>(
                Objects.requireNonNull(bundle.adapt(BundleWiring.class).getClassLoader()));
    }

    private void assertNothingIsLeft() throws Exception {
        assertThat(Leftovers.threads()).noneMatch(name -> name.startsWith("loop of "));
        assertThat(Leftovers.descriptors()).isSubsetOf(descriptorsBefore);
        assertThat(Leftovers.eventTypes()).isEmpty();
    }

    private Set<String> namesOfRecordedPolls() throws Exception {
        Path file = storage.resolve("polls.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.vedette.PollOpened"))
                .map(event -> event.getString("name"))
                .collect(Collectors.toSet());
    }
}
