package dev.vedette.examples.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the manifests of the bundle. */
class ManifestTest {
    @Test
    void theBundleExportsTheApiAndImportsTheJdkAndOptionallyMicrometer() throws Exception {
        try (JarFile jar = new JarFile(Echo.jarOf(Poll.class).toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo("dev.vedette");
            assertThat(packages(manifest, "Export-Package").map(clause -> clause.replaceAll(";.*", "")))
                    .containsExactlyInAnyOrder("dev.vedette", "dev.vedette.micrometer", "dev.vedette.unix");
            assertThat(packages(manifest, "Import-Package"))
                    .contains("jdk.jfr;resolution:=optional", "java.lang.management;resolution:=optional")
                    .allMatch(ManifestTest::mayBeImported);
            assertThat(manifest.getValue("Require-Capability"))
                    .isEqualTo("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"");
            assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
        }
    }

    @Test
    void theBundleHasASupplementForJava22() throws Exception {
        try (JarFile jar = new JarFile(Echo.jarOf(Poll.class).toFile())) {
            Manifest supplement =
                    new Manifest(jar.getInputStream(jar.getEntry("META-INF/versions/22/OSGI-INF/MANIFEST.MF")));
            assertThat(supplement.getMainAttributes().getValue("Require-Capability"))
                    .contains("version=22");
            assertThat(packages(supplement.getMainAttributes(), "Import-Package"))
                    .contains("java.lang.foreign", "jdk.jfr;resolution:=optional", "jdk.nio;resolution:=optional")
                    .allMatch(ManifestTest::mayBeImported);
        }
    }

    private static Stream<String> packages(Attributes manifest, String header) {
        return Stream.of(manifest.getValue(header).replaceAll("\"[^\"]*\"", "").split(","));
    }

    private static boolean mayBeImported(String clause) {
        return clause.startsWith("java.")
                || clause.matches("(javax\\.management|jdk\\.jfr|jdk\\.nio|io\\.micrometer\\.).*;resolution:=optional");
    }
}
