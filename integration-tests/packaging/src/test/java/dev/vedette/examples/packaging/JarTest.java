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
    void theModuleExportsTheApiAndRequiresTheJdkAndMaybeMicrometer() throws Exception {
        List<String> lines = Tools.run(
                Tools.tool("jar", "--describe-module", "--file", Tools.jar().toString()));
        assertThat(lines.get(0)).startsWith("dev.vedette@");
        assertThat(lines.stream().skip(1).filter(line -> !line.isBlank() && !line.startsWith("contains ")))
                .containsExactlyInAnyOrder(
                        "exports dev.vedette",
                        "exports dev.vedette.micrometer",
                        "exports dev.vedette.unix",
                        "requires java.base mandated",
                        "requires jdk.jfr",
                        "requires micrometer.core static");
    }

    @Test
    void theBundleExportsTheApiAndImportsTheJdkAndMaybeMicrometer() throws Exception {
        try (JarFile jar = new JarFile(Tools.jar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo("dev.vedette");
            assertThat(packages(manifest, "Export-Package").map(clause -> clause.replaceAll(";.*", "")))
                    .containsExactlyInAnyOrder("dev.vedette", "dev.vedette.micrometer", "dev.vedette.unix");
            assertThat(packages(manifest, "Import-Package"))
                    .contains("jdk.jfr;resolution:=optional")
                    .allMatch(JarTest::mayBeImported);
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
            assertThat(packages(supplement.getMainAttributes(), "Import-Package"))
                    .contains("java.lang.foreign", "jdk.jfr;resolution:=optional")
                    .allMatch(JarTest::mayBeImported);
        }
    }

    private static Stream<String> packages(Attributes manifest, String header) {
        return Stream.of(manifest.getValue(header).replaceAll("\"[^\"]*\"", "").split(","));
    }

    private static boolean mayBeImported(String clause) {
        return clause.startsWith("java.") || clause.matches("(jdk\\.jfr|io\\.micrometer\\.).*;resolution:=optional");
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
                "--ignore-missing-deps",
                "--print-module-deps",
                Tools.jar().toString()));
        assertThat(modules).containsExactly("java.base,jdk.jfr");
    }

    @Test
    void onlyTheMetersMissMicrometer() throws Exception {
        List<String> missing = Tools.run(Tools.tool(
                "jdeps",
                "--multi-release",
                Integer.toString(Math.min(Tools.JAVA, 22)),
                "--missing-deps",
                Tools.jar().toString()));
        assertThat(missing.stream().map(String::strip).filter(line -> line.matches("\\S+ +-> \\S+ +not found")))
                .isNotEmpty()
                .allMatch(line -> line.matches("dev\\.vedette\\.micrometer\\.\\S+ +-> io\\.micrometer\\..*"));
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
