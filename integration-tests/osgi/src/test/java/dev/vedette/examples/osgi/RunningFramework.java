package dev.vedette.examples.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework on the class path, with the library installed in it. */
final class RunningFramework implements AutoCloseable {
    /** The setting that lets a bundle record events for Flight Recorder, as README.md says. */
    static final Map<String, String> WITH_FLIGHT_RECORDER = Map.of(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.*");

    private final Framework framework;
    private final Bundle library;

    RunningFramework(Path storage, Map<String, String> settings) throws Exception {
        Map<String, String> configuration = new HashMap<>(settings);
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(configuration);
        framework.start();
        assertThat(framework.getSymbolicName()).isEqualTo(System.getProperty("expected.framework"));
        library = installBundleOf("dev.vedette.Poll");
    }

    Bundle system() {
        return framework;
    }

    Bundle library() {
        return library;
    }

    Bundle installBundleOf(String className) throws Exception {
        return framework
                .getBundleContext()
                .installBundle(Class.forName(className)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString());
    }

    Bundle install(String name, byte[] content) throws Exception {
        return framework.getBundleContext().installBundle(name, new ByteArrayInputStream(content));
    }

    /** Installs and starts a bundle that polls. It uses a version of the library in the given range. */
    Bundle startPolling(String name, String versions) throws Exception {
        Bundle bundle = install(name, Bundles.polling(name, versions));
        bundle.start();
        return bundle;
    }

    /**
     * Sends a byte through the loop of a {@link PollingActivator}. Returns the version of the library and the
     * description of the Poll.
     */
    @SuppressWarnings("unchecked")
    static String ping(Bundle polling) throws Exception {
        BundleContext context = polling.getBundleContext();
        ServiceReference<?> service = polling.getRegisteredServices()[0];
        try {
            String poll = ((Callable<String>) context.getService(service)).call();
            return "version " + versionServing(polling) + ": " + poll;
        } finally {
            context.ungetService(service);
        }
    }

    /**
     * Returns the version of the library to which the bundle is wired. After an update it is not the version of the
     * library's bundle.
     */
    private static Version versionServing(Bundle user) {
        return user.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .map(BundleWire::getProvider)
                .filter(provider -> provider.getSymbolicName().equals("dev.vedette"))
                .findFirst()
                .orElseThrow()
                .getVersion();
    }

    /** Rewires all bundles that use an updated or uninstalled bundle. */
    void refresh() throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(null, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        assertThat(refreshed.await(5, TimeUnit.MINUTES)).isTrue();
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(TimeUnit.MINUTES.toMillis(5));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
