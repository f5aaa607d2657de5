package dev.vedette.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and clients that do not know the library serve their clients, and the recording shows their event loops. */
class ServersTest {
    @TempDir
    Path folder;

    /**
     * An event loop with a planted stall.
     *
     * @param name matches the name of its selector
     * @param program the class with the method {@code plantedStall}
     */
    private record Stalled(String name, Class<?> program) {}

    @Test
    void theLoopsOfWebServersAreNamedAndTheirStallsFound() throws Exception {
        List<String> printed = run(WebServers.class);
        assertThat(printed)
                .contains(
                        "Netty has served its clients",
                        "Jetty has served its clients",
                        "Tomcat has served its clients",
                        "Undertow has served its clients",
                        "JDK has served its clients");
        check(List.of(
                new Stalled(
                        "multiThreadIoEventLoopGroup-\\d+-\\d+ \\(io\\.netty\\.channel\\.nio\\..*\\)",
                        NettyServer.class),
                new Stalled("qtp\\d+-\\d+ \\(org\\.eclipse\\.jetty\\.io\\.ManagedSelector.*\\)", JettyServer.class),
                new Stalled("http-nio-.*-Poller \\(.*NioEndpoint\\$Poller\\)", TomcatServer.class),
                new Stalled("XNIO-1 I/O-\\d \\(org\\.xnio\\.nio\\.WorkerThread\\)", UndertowServer.class),
                new Stalled("HTTP-Dispatcher \\(sun\\.net\\.httpserver\\..*\\)", JdkServer.class),
                new Stalled(
                        "HttpClient-\\d+-SelectorManager \\(jdk\\.internal\\.net\\.http\\..*\\)", WebServers.class)));
    }

    @Test
    void theLoopsOfBrokersAreNamedAndTheirStallsFound() throws Exception {
        List<String> printed = run(Brokers.class);
        assertThat(printed).contains("Kafka has served its clients", "ZooKeeper has served its clients");
        String kafka = " \\(org\\.apache\\.kafka\\.common\\.network\\.Selector\\)";
        check(List.of(
                new Stalled("data-plane-kafka-network-thread-1-.*" + kafka, KafkaBroker.class),
                new Stalled("NIOServerCxnFactory\\.SelectorThread-0 \\(.*\\)", ZooKeeperNode.class)));
        assertThat(names())
                .anyMatch(name -> name.matches("kafka-producer-network-thread.*" + kafka))
                .anyMatch(name -> name.matches("main" + kafka));
    }

    private List<String> run(Class<?> program) throws Exception {
        return AgentJvm.run(folder, AgentJvm.agent() + " " + AgentJvm.recording("servers.jfr"), program);
    }

    private Set<String> names() throws Exception {
        return AgentJvm.events(folder.resolve("servers.jfr"), "dev.vedette.PollOpened").stream()
                .map(event -> event.getString("name"))
                .collect(Collectors.toSet());
    }

    private void check(List<Stalled> loops) throws Exception {
        String report = AgentJvm.stalls(folder, "servers.jfr");
        for (Stalled loop : loops) {
            // the stalls are separated by empty lines; each begins with the name of its loop
            Pattern stall = Pattern.compile(" *\\d+\\. .* " + loop.name() + " on .*", Pattern.DOTALL);
            String method = " at " + loop.program().getName() + ".plantedStall line ";
            assertThat(report.split("\n\n"))
                    .as("%s\n%s", loop, report)
                    .anyMatch(part -> stall.matcher(part).matches() && part.contains(method));
        }
    }
}
