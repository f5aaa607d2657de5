package dev.vedette.examples.glassfish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;
import static org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS;

import dev.vedette.examples.JvmCensus;
import dev.vedette.examples.Readme;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands in GlassFish, and checks that an undeployed application leaves nothing behind. */
@Timeout(value = 1800, threadMode = SEPARATE_THREAD) // so that GlassFish is killed even if a command hangs
class GlassFishTest {
    private static final String SECTION = "In a container";
    private static final String LIBRARY = "dev.vedette.";
    private static final String APPLICATION = "dev.vedette.examples.glassfish.";
    private static final String LOOP = "dev.vedette.examples.loop.";
    private static final String SERVLET = APPLICATION + "EchoServlet";
    private static final String WAR = System.getProperty("application");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int REDEPLOYMENTS = 10;

    private GlassFish glassfish;
    private JvmCensus census;

    @BeforeEach
    void startGlassFish(@TempDir(cleanup = ON_SUCCESS) Path folder) throws Exception {
        assumeTrue(JvmCensus.isAvailable(), "counting descriptors needs /proc");
        Files.copy(Path.of(System.getProperty("library")), folder.resolve("vedette.jar"));
        glassfish = new GlassFish(folder);
        glassfish.run(Readme.command(SECTION, "autodeploy"));
        restart();
    }

    private void restart() throws Exception {
        glassfish.close();
        glassfish.start();
        census = new JvmCensus(glassfish.pid());
        await().atMost(Duration.ofMinutes(15)).until(glassfish::isReady);
    }

    @AfterEach
    void killGlassFish() {
        if (glassfish != null) {
            glassfish.close();
        }
    }

    @Test
    void anUndeployedApplicationLeavesNothingBehind() throws Exception {
        glassfish.asadmin("deploy " + WAR);
        assertThat(echo()).startsWith("NIO: ");
        glassfish.run(Readme.command(SECTION, "create-jvm-options"));
        restart();
        assertThat(echo()).startsWith("EPOLL: ");
        glassfish.asadmin("redeploy --name echo " + WAR);
        glassfish.asadmin("undeploy echo"); // by now the server has opened the descriptors that it keeps
        Map<String, Integer> before = census.descriptors();
        Set<Integer> ports = census.listeningPorts();

        glassfish.asadmin("deploy " + WAR);
        for (int i = 0; i < REDEPLOYMENTS; i++) {
            assertThat(echo()).startsWith("EPOLL: ");
            glassfish.asadmin("redeploy --name echo " + WAR);
        }
        assertThat(echo()).startsWith("EPOLL: ");
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(census.threads(LOOP)).as("threads").hasSize(1);
            assertThat(census.listeningPorts()).as("ports").hasSize(ports.size() + 1);
            assertThat(epolls()).as("epoll instances").isEqualTo(1);
            assertThat(eventfds()).as("eventfds").isEqualTo(1);
            assertThat(census.classes(SERVLET)).as("class loaders").hasSize(1);
        });

        glassfish.asadmin("undeploy echo");
        deployAnother();
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(census.threads(LIBRARY)).as("threads").isEmpty();
            assertThat(census.listeningPorts()).as("ports").isEqualTo(ports);
            assertThat(epolls()).as("epoll instances").isZero();
            assertThat(eventfds()).as("eventfds").isZero();
            assertThat(JvmCensus.growth(before, census.descriptors()))
                    .as("more descriptors of other kinds")
                    .doesNotContainKeys("socket", "pipe");
            assertThat(census.classes(APPLICATION))
                    .as("classes of the application")
                    .isEmpty();
        });

        glassfish.run("rm glassfish8/glassfish/domains/domain1/autodeploy/bundles/vedette.jar");
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(census.classes(LIBRARY)).as("classes").isEmpty());
    }

    /**
     * Deploys another application. GlassFish itself refers to the last application until it deploys the next one, in
     * {@code ResourceValidator.dc}.
     */
    private void deployAnother() throws Exception {
        glassfish.run("mkdir -p other/WEB-INF && jar cf other.war -C other .");
        glassfish.asadmin("deploy other.war");
    }

    /**
     * Returns the number of epoll instances that do not belong to selectors of the server. The server opens and pools
     * another selector whenever a connection is slow.
     */
    private int epolls() throws Exception {
        return census.descriptors().get("eventpoll") - census.instances("sun.nio.ch.EPollSelectorImpl");
    }

    private int eventfds() throws Exception {
        return census.descriptors().get("eventfd") - census.instances("sun.nio.ch.EventFD");
    }

    private String echo() throws Exception {
        HttpResponse<String> response = glassfish.post("/echo/echo", "hello");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        return response.headers().firstValue("Loop").orElseThrow();
    }
}
