package dev.vedette.examples.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class JarTest {
    @Test
    void theModuleExportsTheApiAndRequiresTheJdkAlone() throws Exception {
        List<String> lines = Tools.run(
                Tools.tool("jar", "--describe-module", "--file", Tools.jar().toString()));
        assertThat(lines.get(0)).startsWith("dev.vedette@");
        assertThat(lines.stream().skip(1).filter(line -> !line.isBlank() && !line.startsWith("contains ")))
                .containsExactlyInAnyOrder(
                        "exports dev.vedette",
                        "exports dev.vedette.unix",
                        "requires java.base mandated",
                        "requires jdk.jfr");
    }

    @Test
    void theBundleExportsTheApiAndImportsTheJdkAlone() throws Exception {
        try (JarFile jar = new JarFile(Tools.jar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo("dev.vedette");
            assertThat(manifest.getValue("Export-Package"))
                    .isEqualTo(
                            "dev.vedette;version=\"0.1.0\",dev.vedette.unix;version=\"0.1.0\";uses:=\"dev.vedette\"");
            assertThat(manifest.getValue("Import-Package").split(","))
                    .contains("jdk.jfr;resolution:=optional")
                    .allMatch(name -> name.startsWith("java.") || name.endsWith(";resolution:=optional"));
            assertThat(manifest.getValue("Require-Capability"))
                    .isEqualTo("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"");
            assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
        }
    }

    @Test
    void theBundleHasASupplementForJava22() throws Exception {
        try (JarFile jar = new JarFile(Tools.jar().toFile())) {
            Manifest supplement =
                    new Manifest(jar.getInputStream(jar.getEntry("META-INF/versions/22/OSGI-INF/MANIFEST.MF")));
            assertThat(supplement.getMainAttributes().getValue("Require-Capability"))
                    .contains("version=22");
            assertThat(supplement.getMainAttributes().getValue("Import-Package").split(","))
                    .contains("java.lang.foreign", "jdk.jfr;resolution:=optional")
                    .allMatch(name -> name.startsWith("java.") || name.endsWith(";resolution:=optional"));
        }
    }

    @Test
    void theJarHoldsClassesAndNoBinary() throws Exception {
        try (JarFile jar = new JarFile(Tools.jar().toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName()))
                    .allMatch(name -> name.endsWith(".class") || name.startsWith("META-INF/"));
        }
    }

    @Test
    void nothingButTheJdkIsNeeded() throws Exception {
        List<String> modules = Tools.run(Tools.tool(
                "jdeps",
                "--multi-release",
                Integer.toString(Math.min(Tools.JAVA, 22)),
                "--print-module-deps",
                Tools.jar().toString()));
        assertThat(modules).containsExactly("java.base,jdk.jfr");
    }

    @Test
    void oneClassMakesNativeCallsPossible() throws Exception {
        Assumptions.assumeTrue(Tools.JAVA >= 24, "jnativescan came with Java 24");
        Stream<String> classes = Tools.run(
                        Tools.tool("jnativescan", "--class-path", Tools.jar().toString()))
                .stream()
                .map(String::strip)
                .filter(line -> line.startsWith("dev.vedette"))
                .map(line -> line.replaceAll(":.*", ""))
                .distinct();
        assertThat(classes).containsExactly("dev.vedette.internal.linux.Downcalls");
    }
}
