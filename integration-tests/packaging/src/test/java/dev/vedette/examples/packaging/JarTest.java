package dev.vedette.examples.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class JarTest {
    @Test
    void theJarHoldsClassesAndNoBinary() throws Exception {
        try (JarFile jar = new JarFile(Tools.jar().toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName()))
                    .allMatch(name -> name.endsWith(".class") || name.startsWith("META-INF/"))
                    .contains("META-INF/LICENSE");
        }
    }

    @Test
    void optionalModulesAreNeededOnlyWhereTheyAreExpected() throws Exception {
        List<String> missing = Tools.run(Tools.tool(
                "jdeps",
                "--multi-release",
                Integer.toString(Math.min(Tools.JAVA, 22)),
                "--missing-deps",
                Tools.jar().toString()));
        assertThat(missing.stream().map(String::strip).filter(line -> line.matches("\\S+ +-> \\S+ +not found")))
                .isNotEmpty()
                .allMatch(
                        line -> line.matches("dev\\.vedette\\.micrometer\\.\\S+ +-> io\\.micrometer\\..*")
                                || line.matches(
                                        "dev\\.vedette\\.internal\\.agent\\.\\S+ +-> java\\.lang\\.instrument\\..*")
                                || line.matches(
                                        "dev\\.vedette\\.internal\\.jmx\\.\\S+ +-> javax?\\.(lang\\.)?management\\..*")
                                || line.matches(
                                        "dev\\.vedette\\.internal\\.jfr\\.StalledThread\\$Management +-> java\\.lang\\.management\\..*"));
    }

    @Test
    void onlyOneClassCallsRestrictedMethods() throws Exception {
        Assumptions.assumeTrue(Tools.JAVA >= 24, "jnativescan came with Java 24");
        Stream<String> classes = Tools.run(
                        Tools.tool("jnativescan", "--class-path", Tools.jar().toString()))
                .stream()
                .map(String::strip)
                .filter(line -> line.startsWith("dev.vedette"))
                .map(line -> line.replaceAll("[:$].*", ""))
                .distinct();
        assertThat(classes).containsExactly("dev.vedette.internal.linux.CFunction");
    }
}
