package dev.vedette.examples.classpath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import dev.vedette.examples.Leftovers;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads the library in a class loader that is discarded later, as application servers do. Nothing of the library may
 * remain.
 */
@Timeout(600)
class ClassLoaderTest {
    private static final String BACKEND = "backend=" + System.getProperty("expected.backend");

    @TempDir
    Path folder;

    @Test
    void aThreadWithoutContextClassLoaderPolls() throws Exception {
        Thread.currentThread().setContextClassLoader(null);
        try (URLClassLoader loader = newLoader()) {
            assertThat(watcherOf(loader).call()).contains(BACKEND);
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }

    @Test
    void aClosedLoaderIsCollected() throws Exception {
        pollInALoader(); // the first run opens descriptors that the JDK keeps
        Set<String> before = Leftovers.descriptors();
        WeakReference<ClassLoader> loader = pollInALoader();
        assertThat(Leftovers.descriptors()).isSubsetOf(before);
        Leftovers.awaitCollection(loader);
    }

    @Test
    void aClosedLoaderIsCollectedDuringARecording() throws Exception {
        Path file = folder.resolve("poll.jfr");
        try (Recording recording = new Recording()) {
            Stream.of("Poll", "Dispatch", "Wakeup", "Registration")
                    .forEach(name -> recording.enable("dev.vedette." + name).withoutThreshold());
            recording.start();
            WeakReference<ClassLoader> loader = pollInALoader();
            assertThat(Leftovers.eventTypes()).isEmpty(); // even before the loader is collected
            Leftovers.awaitCollection(loader);
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file).stream()
                        .map(event -> event.getEventType().getName())
                        .filter(name -> name.startsWith("dev.vedette."))
                        .collect(Collectors.toSet()))
                .contains("dev.vedette.Poll", "dev.vedette.PollOpened", "dev.vedette.Registration");
    }

    /**
     * Creates a loader, polls in it, and closes it. No strong reference to the loader remains once this method has
     * returned.
     */
    private static WeakReference<ClassLoader> pollInALoader() throws Exception {
        try (URLClassLoader loader = newLoader()) {
            Callable<?> watcher = watcherOf(loader);
            assertThat(watcher.getClass().getClassLoader()).isSameAs(loader);
            assertThat((String) watcher.call()).contains(BACKEND);
            return new WeakReference<>(loader);
        }
    }

    private static URLClassLoader newLoader() throws Exception {
        URL[] classPath = {
            Echo.jarOf(Poll.class).toUri().toURL(),
            Echo.jarOf(PipeWatcher.class).toUri().toURL()
        };
        return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
    }

    private static Callable<String> watcherOf(ClassLoader loader) throws Exception {
        @SuppressWarnings("unchecked")
        Callable<String> watcher = (Callable<String>)
                loader.loadClass(PipeWatcher.class.getName()).getConstructor().newInstance();
        return watcher;
    }
}
