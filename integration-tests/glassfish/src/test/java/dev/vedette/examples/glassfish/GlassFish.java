package dev.vedette.examples.glassfish;

import dev.vedette.examples.FreePorts;
import dev.vedette.examples.Shell;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A GlassFish server for a test, in its own folder {@code glassfish8} and on its own ports of 127.0.0.1. */
final class GlassFish implements Closeable {
    private static final Pattern BUNDLE_STARTED = Pattern.compile("Started bundle: .*/vedette\\.jar");
    private static final String ADMIN_SERVICE =
            "<admin-service auth-realm-name=\"admin-realm\" type=\"das-and-server\"";
    private static final String NO_JMS = """
            <jms-service type="DISABLED" default-jms-host="none"><jms-host name="none" host="127.0.0.1"/></jms-service>""";

    private final Shell shell;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int httpPort = FreePorts.next();
    private final int adminPort = FreePorts.next();
    private Process process;

    GlassFish(Path folder) throws IOException, InterruptedException {
        shell = new Shell(folder);
        log = folder.resolve("glassfish.out");
        run("cp -r '" + System.getProperty("glassfish.distribution") + "' glassfish8");
        configure(folder.resolve("glassfish8/glassfish/domains/domain1/config/domain.xml"));
    }

    private void configure(Path domain) throws IOException {
        String xml = Files.readString(domain);
        xml = replace(xml, "address=\"0.0.0.0\"", "address=\"127.0.0.1\"");
        xml = replace(xml, "<network-listener port=\"8080\"", listener(httpPort));
        xml = replace(xml, "<network-listener port=\"4848\"", listener(adminPort));
        xml = replace(xml, "<network-listener port=\"8181\"", listener(FreePorts.next()));
        xml = replace(xml, "port=\"3700\"", "port=\"" + FreePorts.next() + "\"");
        xml = replace(xml, "<jmx-connector ", "<jmx-connector enabled=\"false\" ");
        xml = replace(xml, ADMIN_SERVICE, NO_JMS + ADMIN_SERVICE);
        Files.writeString(domain, xml);
    }

    private static String replace(String xml, String what, String by) {
        if (!xml.contains(what)) {
            throw new AssertionError("domain.xml is not as expected: it has no " + what);
        }
        return xml.replace(what, by);
    }

    private static String listener(int port) {
        return "<network-listener address=\"127.0.0.1\" port=\"" + port + "\"";
    }

    /** Starts the server, and does not wait until it is {@linkplain #isReady ready}. */
    void start() throws IOException {
        process = new ProcessBuilder("sh", "-c", environment() + "exec glassfish8/bin/startserv")
                .directory(shell.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    void stop() {
        process.destroyForcibly().onExit().join();
    }

    boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("GlassFish has exited:\n" + Files.readString(log));
        }
        String output = Files.readString(log);
        return output.contains("startup time") && BUNDLE_STARTED.matcher(output).find();
    }

    void asadmin(String command) throws IOException, InterruptedException {
        run("glassfish8/bin/asadmin " + command);
    }

    /** Runs a command, which must succeed, in the folder that contains {@code glassfish8}. */
    void run(String command) throws IOException, InterruptedException {
        shell.run(environment() + command);
    }

    private String environment() {
        return "export AS_JAVA='" + System.getProperty("java.home") + "' AS_ADMIN_PORT=" + adminPort + "; ";
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }
}
