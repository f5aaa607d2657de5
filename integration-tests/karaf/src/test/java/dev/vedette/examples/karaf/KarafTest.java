package dev.vedette.examples.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;
import static org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS;

import dev.vedette.examples.FreePorts;
import dev.vedette.examples.JvmCensus;
import dev.vedette.examples.Readme;
import dev.vedette.examples.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands in Karaf, and checks that uninstalled bundles leave nothing behind. */
@Timeout(value = 1800, threadMode = SEPARATE_THREAD) // so that Karaf is killed even if a command hangs
class KarafTest {
    private static final String LIBRARY = "dev.vedette.";
    private static final Duration LONG = Duration.ofMinutes(10);

    private static int port;
    private static Karaf karaf;
    private static JvmCensus census;

    @BeforeAll
    static void startKaraf(@TempDir(cleanup = ON_SUCCESS) Path folder) throws Exception {
        assumeTrue(JvmCensus.isAvailable(), "counting descriptors needs /proc");
        port = FreePorts.next();
        karaf = new Karaf(folder, "-Dredis.port=" + port);
        census = new JvmCensus(karaf.pid());
        await().atMost(Duration.ofMinutes(15))
                .pollInterval(Duration.ofSeconds(1))
                .until(karaf::isReady);
        karaf.run("feature:repo-add file:" + System.getProperty("example.features"));
        karaf.run(readmeCommands().get(0));
    }

    @AfterAll
    static void killKaraf() {
        if (karaf != null) {
            karaf.close();
        }
    }

    /**
     * Returns two commands: the first adds the features file, the second installs the feature. They have the version of
     * the JAR under test; the README has that of the last release.
     */
    private static List<String> readmeCommands() {
        String version = System.getProperty("library.version");
        List<String> commands = Readme.block("In a container", "")
                .replaceFirst("vedette/[^/]+/xml", "vedette/" + version + "/xml")
                .lines()
                .toList();
        assertThat(commands).hasSize(2);
        return commands;
    }

    @Test
    void theFeatureInstallsOnlyTheBundle() throws Exception {
        Set<String> before = await().atMost(LONG).until(KarafTest::bundles, KarafTest::areSettled);
        karaf.run(readmeCommands().get(1));
        assertThat(karaf.run("feature:list -i --no-format"))
                .anySatisfy(line -> assertThat(line).matches("vedette\\s.*\\sStarted\\s.*"));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(bundles())
                        .containsAll(before)
                        .hasSize(before.size() + 1)
                        .contains("Active dev.vedette"));

        karaf.run("feature:uninstall vedette");
        await().atMost(LONG).untilAsserted(() -> assertThat(bundles()).isEqualTo(before));
    }

    /** Returns whether no bundle is starting or waiting for a service of another bundle. */
    private static boolean areSettled(Set<String> bundles) {
        return !bundles.isEmpty() && bundles.stream().allMatch(bundle -> bundle.matches("(Active|Resolved) .*"));
    }

    private static Set<String> bundles() throws Exception {
        return karaf.run("bundle:list -t 0 -s --no-format").stream()
                .map(line -> line.split("\t"))
                .filter(columns -> columns.length == 5)
                .map(columns -> columns[1].strip() + " " + columns[4].strip())
                .collect(Collectors.toSet());
    }

    @Test
    void anUninstalledServerLeavesNothingBehind() throws Exception {
        assumeTrue(
                Shell.find("redis-cli").isPresent(),
                "redis-cli is not installed; it is in Debian's package redis-tools");
        installAndUninstallTheServer(); // opens the descriptors that Karaf keeps
        Map<String, Integer> before = census.descriptors();

        installAndUninstallTheServer();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(JvmCensus.growth(before, census.descriptors()))
                        .as("more descriptors")
                        .isEmpty());
    }

    private static void installAndUninstallTheServer() throws Exception {
        int eventpolls = census.descriptors().getOrDefault("eventpoll", 0);
        karaf.run("feature:install redis");
        assertThat(redisCli("PING")).isEqualTo("PONG");
        assertThat(redisCli("SET greeting hello")).isEqualTo("OK");
        assertThat(redisCli("GET greeting")).isEqualTo("hello");
        // shows that the census finds the resources of a running server
        assertThat(census.threads(LIBRARY)).hasSize(1);
        assertThat(census.listeningPorts()).contains(port);
        assertThat(census.descriptors().get("eventpoll")).isGreaterThan(eventpolls);
        assertThat(census.classes(LIBRARY)).contains("dev.vedette.Poll");
        karaf.run("feature:uninstall redis");
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(census.threads(LIBRARY)).as("threads").isEmpty();
            assertThat(census.listeningPorts()).as("ports").doesNotContain(port);
            assertThat(census.classes(LIBRARY)).as("classes").isEmpty();
        });
    }

    private static String redisCli(String command) throws Exception {
        return String.join("\n", new Shell(Path.of(".")).run("redis-cli -p " + port + " " + command));
    }
}
