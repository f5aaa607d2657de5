package dev.vedette.examples.jpms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import dev.vedette.examples.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks which parts of the library a module can access. */
@Timeout(1200)
class SealedTest {
    private static final Path JAR = libraryJar();
    private static final ModuleDescriptor LIBRARY =
            ModuleFinder.of(JAR).find("dev.vedette").orElseThrow().descriptor();
    private static final Set<String> API = Set.of("dev.vedette", "dev.vedette.micrometer", "dev.vedette.unix");

    @TempDir
    Path folder;

    /** The lines printed by {@code Intruder}, which runs as a module. */
    private static List<String> seen;

    @BeforeAll
    static void look() throws Exception {
        seen = java(
                "-p",
                JAR + ":" + System.getProperty("program"),
                "-m",
                "dev.vedette.examples.jpms/dev.vedette.examples.jpms.Intruder");
    }

    private static Path libraryJar() {
        try {
            return Echo.jarOf(Poll.class);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theDescriptorNamesTheApiAndTheJdkAndMicrometerOptionally() throws Exception {
        List<String> lines = java("-p", JAR.toString(), "--describe-module", "dev.vedette");
        assertThat(lines.get(0)).startsWith("dev.vedette@");
        assertThat(lines.stream().skip(1).filter(line -> !line.startsWith("contains ")))
                .containsExactlyInAnyOrder(
                        "exports dev.vedette",
                        "exports dev.vedette.micrometer",
                        "exports dev.vedette.unix",
                        "qualified exports dev.vedette.internal.agent to java.instrument",
                        "requires java.base mandated",
                        "requires java.instrument static",
                        "requires java.management static",
                        "requires jdk.jfr",
                        "requires jdk.net",
                        "requires micrometer.core static");
    }

    @Test
    void theDescriptorRequiresNoMoreThanNeeded() {
        String needed = tool(
                "jdeps",
                "--module-path",
                JAR.toString(),
                "--multi-release",
                Integer.toString(Math.min(Shell.JAVA, 22)),
                "--ignore-missing-deps",
                "--print-module-deps",
                "--module",
                "dev.vedette");
        assertThat(needed.strip()).isEqualTo(Shell.JAVA < 22 ? "java.base,jdk.jfr" : "java.base,jdk.jfr,jdk.net");
    }

    @Test
    void reflectionIsRefused() throws Exception {
        assertThat(seen)
                .contains(
                        "newInstance IllegalAccessException",
                        "setAccessible InaccessibleObjectException",
                        "privateOfTheApi InaccessibleObjectException");
        assertThat(seen.stream().filter(line -> line.matches("(exported|open) .*")))
                .containsExactlyInAnyOrderElementsOf(
                        API.stream().map(name -> "exported " + name).toList());
        assertThat(seen.stream().filter(line -> line.startsWith("sealed "))).hasSizeGreaterThan(1);
    }

    /** Micrometer would be an automatic module, but it is optional and absent here. */
    @Test
    void noAutomaticModuleIsInTheGraph() throws Exception {
        assertThat(seen).noneMatch(line -> line.startsWith("automatic "));
        assertThat(seen.stream().filter(line -> line.matches("module (?!java\\.|jdk\\.).*")))
                .containsExactlyInAnyOrder("module dev.vedette", "module dev.vedette.examples.jpms");
    }

    private static List<String> java(String... arguments) throws Exception {
        return new Shell(Path.of(".")).run("java " + String.join(" ", arguments));
    }

    @Test
    void compilationIsRefused() throws Exception {
        List<String> internals = LIBRARY.packages().stream()
                .filter(name -> !API.contains(name))
                // the package has no classes on Java 17
                .filter(name -> Shell.JAVA >= 22 || !name.equals("dev.vedette.internal.linux"))
                .toList();
        assertThat(internals).contains("dev.vedette.internal", "dev.vedette.internal.nio");
        for (String name : internals) {
            assertThat(compile("import " + name + ".*; class Nosy {}"))
                    .contains("package " + name + " is not visible")
                    .contains("package " + name + " is declared in module dev.vedette, which does not export it");
        }
        assertThat(compile("import dev.vedette.internal.PollCore; class Nosy { PollCore core; }"))
                .contains("package dev.vedette.internal is not visible");
    }

    @Test
    void compilationAgainstTheApiSucceeds() throws Exception {
        assertThat(compile("import dev.vedette.*; import dev.vedette.unix.*; class Modest { Poll p; Descriptor d; }"))
                .isEmpty();
    }

    /** Compiles a class in a module that requires the library, and returns the output of the compiler. */
    private String compile(String source) throws Exception {
        return tool(
                "javac",
                "-p",
                JAR.toString(),
                "-cp", // instead of the class path of this test
                folder.toString(),
                "-d",
                folder.resolve("classes").toString(),
                Files.writeString(folder.resolve("module-info.java"), "module nosy { requires dev.vedette; }")
                        .toString(),
                Files.writeString(folder.resolve("Source.java"), "package nosy; " + source)
                        .toString());
    }

    private static String tool(String name, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        ToolProvider.findFirst(name).orElseThrow().run(printer, printer, arguments);
        return output.toString();
    }
}
