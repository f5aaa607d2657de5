package dev.vedette.examples.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.examples.Leftovers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

@Timeout(600)
class BundleTest {
    private static final String LIBRARY_CLASS = "dev.vedette.Poll";

    @TempDir
    Path storage;

    private RunningFramework framework;

    @BeforeEach
    void startTheFramework() throws Exception {
        framework = new RunningFramework(storage, Map.of());
    }

    private void restart(Map<String, String> settings) throws Exception {
        framework.close();
        framework = new RunningFramework(storage, settings);
    }

    @AfterEach
    void stopTheFramework() throws Exception {
        framework.close();
    }

    @Test
    void theBundleNeedsNoOtherBundle() throws Exception {
        framework.library().start();
        assertThat(wiring().getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE))
                .allMatch(wire -> wire.getProvider().getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID);
    }

    @Test
    void theBundleExportsTheApiAndNoMore() throws Exception {
        framework.library().start();
        assertThat(wiring().getCapabilities(PackageNamespace.PACKAGE_NAMESPACE))
                .extracting(capability -> capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                .containsExactlyInAnyOrder("dev.vedette", "dev.vedette.micrometer", "dev.vedette.unix");
    }

    private BundleWiring wiring() {
        return framework.library().adapt(BundleWiring.class);
    }

    @Test
    void aConsumerPollsOnTheBestBackend() throws Exception {
        assertThat(poll()).contains("backend=" + System.getProperty("expected.backend"));
    }

    /** Polls in a bundle, and returns the description of the Poll. */
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
        String packages =
                framework
                        .system()
                        .adapt(BundleWiring.class)
                        .getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
                        .stream()
                        .map(capability -> capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)
                                + versionOf(capability))
                        .filter(name -> !name.startsWith("jdk.jfr"))
                        .distinct()
                        .collect(Collectors.joining(","));
        restart(Map.of(Constants.FRAMEWORK_SYSTEMPACKAGES, packages, "osgi.compatibility.bootdelegation", "false"));
        assertThat(poll()).contains("backend=" + System.getProperty("expected.backend"));
        assertThatThrownBy(() -> framework.library().loadClass("jdk.jfr.Event"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    private static String versionOf(BundleCapability capability) {
        return ";version=\"" + capability.getAttributes().get(Constants.VERSION_ATTRIBUTE) + "\"";
    }

    /** Flight Recorder rewrites an event class, which then refers to packages that a framework does not export. */
    @Test
    void aRecordingDoesNotDisturbABundle() throws Exception {
        assertThat(recordedWhilePolling()).doesNotContain("dev.vedette.PollOpened");
    }

    @Test
    void aFrameworkThatDelegatesFlightRecorderGetsTheEvents() throws Exception {
        restart(RunningFramework.WITH_FLIGHT_RECORDER);
        assertThat(recordedWhilePolling()).contains("dev.vedette.PollOpened", "dev.vedette.PollStatistics");
        assertThat(Leftovers.eventTypes())
                .as("a bundle that has closed its Polls leaves no event behind")
                .isEmpty();
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
            framework.installBundleOf(oneOfEach);
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
        assertThat(Set.copyOf((List<?>) call.call())).as("names of meters").hasSize(12);
    }

    private Bundle install(String name, String imports, Class<?> content) throws Exception {
        return framework.install(name, Bundles.of(name, imports, content));
    }
}
