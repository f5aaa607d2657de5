package dev.vedette.examples.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

@Timeout(120)
class BundleTest {
    private static final String LIBRARY_CLASS = "dev.vedette.Poll";

    @TempDir
    Path storage;

    private Framework framework;
    private Bundle library;

    @BeforeEach
    void startTheFramework() throws Exception {
        start(Map.of());
    }

    private void start(Map<String, String> settings) throws Exception {
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        Map<String, String> configuration = new HashMap<>(settings);
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        framework = factory.newFramework(configuration);
        framework.start();
        assertThat(framework.getSymbolicName()).isEqualTo(System.getProperty("expected.framework"));
        library = installBundleOf(LIBRARY_CLASS);
    }

    @AfterEach
    void stopTheFramework() throws Exception {
        framework.stop();
        framework.waitForStop(30_000);
    }

    @Test
    void theBundleNeedsNothingOfOthers() throws Exception {
        library.start();
        assertThat(library.adapt(BundleWiring.class).getRequiredWires("osgi.wiring.package"))
                .allMatch(wire -> wire.getProvider().getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID);
    }

    @Test
    void aConsumerPollsOnTheBestBackend() throws Exception {
        assertThat(poll()).contains("backend=" + System.getProperty("expected.backend"));
    }

    /** Lets a bundle of its own poll; the poll's description. */
    private String poll() throws Exception {
        Bundle consumer = install("consumer", "dev.vedette,dev.vedette.unix", Consumer.class);
        consumer.start();
        Class<?> consumerClass = consumer.loadClass(Consumer.class.getName());
        assertThat(consumerClass.getClassLoader()).isNotSameAs(getClass().getClassLoader());
        Callable<?> call = (Callable<?>) consumerClass.getConstructor().newInstance();
        return (String) call.call();
    }

    @Test
    void aFrameworkThatHidesFlightRecorderStillPolls() throws Exception {
        String packages = framework.adapt(BundleWiring.class).getCapabilities("osgi.wiring.package").stream()
                .map(capability -> capability.getAttributes().get("osgi.wiring.package") + versionOf(capability))
                .filter(name -> !name.startsWith("jdk.jfr"))
                .distinct()
                .collect(Collectors.joining(","));
        stopTheFramework();
        start(Map.of(Constants.FRAMEWORK_SYSTEMPACKAGES, packages, "osgi.compatibility.bootdelegation", "false"));
        assertThat(poll()).contains("backend=" + System.getProperty("expected.backend"));
        assertThatThrownBy(() -> library.loadClass("jdk.jfr.Event")).isInstanceOf(ClassNotFoundException.class);
    }

    private static String versionOf(BundleCapability capability) {
        return ";version=\"" + capability.getAttributes().get(Constants.VERSION_ATTRIBUTE) + "\"";
    }

    /** Rewritten by Flight Recorder, an event class refers to packages that a framework does not export. */
    @Test
    void aRecordingDoesNotDisturbABundle() throws Exception {
        assertThat(recordedWhilePolling()).doesNotContain("dev.vedette.PollOpened");
    }

    @Test
    void aFrameworkThatDelegatesFlightRecorderGetsTheEvents() throws Exception {
        stopTheFramework();
        start(Map.of(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.*"));
        assertThat(recordedWhilePolling()).contains("dev.vedette.PollOpened", "dev.vedette.PollStatistics");
        assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
                .extracting(EventType::getName)
                .contains("jdk.ActiveRecording")
                .as("a bundle that has closed its Polls leaves no event behind")
                .noneMatch(name -> name.startsWith("dev.vedette."));
    }

    private Set<String> recordedWhilePolling() throws Exception {
        Path file = storage.resolve("poll.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            assertThat(poll()).contains("backend=" + System.getProperty("expected.backend"));
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet());
    }

    @Test
    void aConsumerSeesTheApiAndNoMore() throws Exception {
        Bundle consumer = install("consumer", "dev.vedette", Consumer.class);
        consumer.start();
        assertThat(consumer.loadClass(LIBRARY_CLASS).getClassLoader())
                .isNotSameAs(getClass().getClassLoader());
        for (String internal : List.of("dev.vedette.internal.PollCore", "dev.vedette.internal.nio.NioBackend")) {
            assertThatThrownBy(() -> consumer.loadClass(internal)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void anImportOfInternalsDoesNotResolve() throws Exception {
        Bundle nosy = install("nosy", "dev.vedette.internal", Consumer.class);
        assertThatThrownBy(nosy::start)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("dev.vedette.internal");
    }

    @Test
    void metersAreBoundWhereMicrometerIsInstalled() throws Exception {
        for (String oneOfEach : List.of(
                "io.micrometer.core.instrument.MeterRegistry",
                "io.micrometer.common.KeyValue",
                "io.micrometer.observation.Observation",
                "org.jspecify.annotations.Nullable")) {
            installBundleOf(oneOfEach);
        }
        Bundle consumer = install(
                "meters",
                "dev.vedette,dev.vedette.micrometer,io.micrometer.core.instrument,"
                        + "io.micrometer.core.instrument.simple,io.micrometer.core.instrument.binder",
                MeterConsumer.class);
        consumer.start();
        Callable<?> call = (Callable<?>) consumer.loadClass(MeterConsumer.class.getName())
                .getConstructor()
                .newInstance();
        assertThat((List<?>) call.call()).hasSize(10);
    }

    private Bundle installBundleOf(String className) throws Exception {
        return framework
                .getBundleContext()
                .installBundle(Class.forName(className)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
    }

    private Bundle install(String name, String imports, Class<?> content) throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", imports);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            String entry = content.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new ZipEntry(entry));
            jar.write(read(entry));
            jar.closeEntry();
        }
        return framework.getBundleContext().installBundle(name, new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static byte[] read(String entry) throws IOException {
        try (var in = BundleTest.class.getClassLoader().getResourceAsStream(entry)) {
            return in.readAllBytes();
        }
    }
}
