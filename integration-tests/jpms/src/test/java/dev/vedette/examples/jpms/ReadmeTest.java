package dev.vedette.examples.jpms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.examples.Echo;
import dev.vedette.examples.Readme;
import dev.vedette.examples.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands for modules. */
@Timeout(1200)
class ReadmeTest {
    private static final String SECTION = "As a module";
    private static final String NATIVE_ACCESS = "--enable-native-access=dev.vedette";
    private static final String BEST = Shell.JAVA >= 22 ? "backend=EPOLL" : "backend=NIO";

    @TempDir
    static Path folder;

    private static Shell shell;

    @BeforeAll
    static void compile() throws Exception {
        shell = new Shell(folder);
        Echo.prepare(shell);
        shell.write("module-info.java", Readme.block(SECTION, "java"));
        shell.run(Readme.command(SECTION, "javac"));
    }

    @Test
    void aModuleRunsWithoutFlags() throws Exception {
        assertThat(Echo.greetingOf(shell, Readme.command(SECTION, "java -p"))).contains("backend=NIO");
    }

    @Test
    void theFlagsMakeTheBackendNative() throws Exception {
        assertThat(Echo.greetingOf(shell, withFlags())).contains(BEST);
    }

    @Test
    void anImageHasTheFlagsInside() throws Exception {
        shell.run(Readme.command(SECTION, "jlink"));
        assertThat(shell.run("image/bin/java --list-modules").stream().map(line -> line.replaceAll("@.*", "")))
                .containsExactlyInAnyOrder("dev.vedette", "echo", "java.base", "jdk.jfr", "jdk.net");
        System.out.printf("The image of Java %d has %d MiB.%n", Shell.JAVA, sizeOf(folder.resolve("image")) >> 20);
        assertThat(Echo.greetingOf(shell, Readme.command(SECTION, "image/bin"))).contains(BEST);
    }

    @Test
    void noCommandIsLeftOut() {
        assertThat(Readme.commands(SECTION))
                .containsExactlyInAnyOrder(
                        Readme.command(SECTION, "javac"),
                        Readme.command(SECTION, "java -p"),
                        withFlags(),
                        Readme.command(SECTION, "jlink"),
                        Readme.command(SECTION, "image/bin"));
    }

    @Test
    void aJvmThatDeniesNativeAccessGrantsItToTheModuleThatTheFlagNames() throws Exception {
        assertThat(Echo.greetingOf(shell, denying(withFlags()))).contains("backend=EPOLL");
    }

    @Test
    void aJvmThatDeniesNativeAccessGetsNioAndTheReason() throws Exception {
        String command = withFlags().replace(NATIVE_ACCESS, "");
        assertThat(Echo.greetingOf(shell, denying(command)))
                .contains("backend=NIO")
                .contains("native access is not enabled; add " + NATIVE_ACCESS);
    }

    private static String withFlags() {
        return Readme.command(SECTION, "java " + NATIVE_ACCESS);
    }

    private static String denying(String command) {
        Assumptions.assumeTrue(Shell.JAVA >= 24, "--illegal-native-access came with Java 24");
        return command.replaceFirst("^java", "java --illegal-native-access=deny");
    }

    private static long sizeOf(Path folder) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }
}
