package dev.vedette.examples.osgi;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.BundleActivator;

/** Creates bundles for a test, as the content of their JARs. */
final class Bundles {
    private Bundles() {}

    /**
     * Returns a bundle that imports the packages and contains the class. The class is its activator if it implements
     * {@link BundleActivator}.
     */
    static byte[] of(String name, String imports, Class<?> content) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", imports);
        if (BundleActivator.class.isAssignableFrom(content)) {
            main.putValue("Bundle-Activator", content.getName());
        }
        String entry = content.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream in = content.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new ZipEntry(entry));
            in.transferTo(jar);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns a bundle that polls from its start to its stop. It uses a version of the library in a range such as
     * {@code [1,2)}.
     */
    static byte[] polling(String name, String versions) throws IOException {
        return of(name, "org.osgi.framework, dev.vedette;bundle-version=\"" + versions + "\"", PollingActivator.class);
    }

    /** Returns the library with a different version. */
    static byte[] libraryAs(String version) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile original = new JarFile(Echo.jarOf(Poll.class).toFile())) {
            Manifest manifest = new Manifest(original.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
                for (var entry : original.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        jar.putNextEntry(new ZipEntry(entry.getName()));
                        original.getInputStream(entry).transferTo(jar);
                    }
                }
            }
        }
        return bytes.toByteArray();
    }
}
