package dev.vedette.examples.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.Poll;
import dev.vedette.examples.Echo;
import dev.vedette.examples.Readme;
import dev.vedette.examples.RunningProgram;
import dev.vedette.examples.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.FrameworkFactory;

/** Runs the README's command for the framework on the class path. */
@Timeout(1200)
class ReadmeTest {
    private static final String SECTION = "As a bundle";
    private static final Map<String, String> JARS =
            Map.of("org.apache.felix.framework", "felix.jar", "org.eclipse.osgi", "equinox.jar");

    @TempDir
    Path folder;

    @Test
    void theCommandStartsAFrameworkInWhichBundlesPoll() throws Exception {
        String framework = System.getProperty("expected.framework");
        Shell shell = new Shell(folder);
        shell.copy(
                JARS.get(framework),
                Echo.jarOf(ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .getClass()));
        shell.copy("vedette.jar", Echo.jarOf(Poll.class));
        Files.write(folder.resolve("consumer.jar"), Bundles.polling("consumer", "0"));
        try (RunningProgram program =
                RunningProgram.start(shell, Readme.command(SECTION, "-jar " + JARS.get(framework)))) {
            assertThat(program.awaitLine("is served by"))
                    .contains("backend=" + System.getProperty("expected.backend"))
                    .endsWith("is served by " + framework);
        }
    }

    /** Checks the commands that start a JVM. The commands for containers have their own projects. */
    @Test
    void noCommandIsLeftOut() {
        assertThat(Readme.commands(SECTION).stream().filter(command -> command.startsWith("java ")))
                .containsExactlyInAnyOrderElementsOf(JARS.values().stream()
                        .map(jar -> Readme.command(SECTION, "-jar " + jar))
                        .toList());
    }
}
