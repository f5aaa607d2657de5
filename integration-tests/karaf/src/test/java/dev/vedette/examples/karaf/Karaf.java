package dev.vedette.examples.karaf;

import dev.vedette.examples.FreePorts;
import dev.vedette.examples.Shell;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Karaf server for a test, in its own folder and on its own ports of 127.0.0.1. It loads nothing from the network.
 */
final class Karaf implements Closeable {
    private static final String JAVA = "export JAVA_HOME='" + System.getProperty("java.home") + "'; ";
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";

    private final Shell shell;
    private final Path log;
    private final int sshPort = FreePorts.next();
    private final Process process;

    /**
     * Starts a server, and does not wait until it is {@linkplain #isReady ready}.
     *
     * @param jvmOptions JVM options in addition to Karaf's own
     */
    Karaf(Path folder, String jvmOptions) throws IOException, InterruptedException {
        shell = new Shell(folder);
        log = folder.resolve("karaf.out");
        shell.run("cp -r '" + System.getProperty("karaf.distribution") + "' karaf");
        configure(folder.resolve("karaf/etc"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", JAVA + "exec karaf/bin/karaf daemon")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("EXTRA_JAVA_OPTS", jvmOptions);
        process = builder.start();
    }

    private void configure(Path etc) throws IOException {
        append(etc.resolve("org.apache.karaf.shell.cfg"), "sshHost = 127.0.0.1", "sshPort = " + sshPort);
        append(
                etc.resolve("org.apache.karaf.management.cfg"),
                "rmiRegistryPort = " + FreePorts.next(),
                "rmiServerPort = " + FreePorts.next());
        append(
                etc.resolve("org.ops4j.pax.url.mvn.cfg"),
                "org.ops4j.pax.url.mvn.localRepository = " + System.getProperty("local.repository"),
                "org.ops4j.pax.url.mvn.repositories =");
        append(
                etc.resolve("users.properties"),
                "karaf = karaf,_g_:admingroup",
                "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh");
    }

    /** Appends settings to a file. If a file sets a key twice, the last value counts. */
    private static void append(Path file, String... lines) throws IOException {
        Files.writeString(file, Files.readString(file) + "\n" + String.join("\n", lines) + "\n");
    }

    /** Returns whether the shell answers and all boot features have been started. */
    boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Karaf has exited:\n" + Files.readString(log));
        }
        try {
            return run("system:start-level").contains("Level 100")
                    && run("service:list " + BOOT_FINISHED).contains("[" + BOOT_FINISHED + "]");
        } catch (AssertionError e) {
            return false;
        }
    }

    /** Runs a command of Karaf's shell, which must succeed, and returns the lines that it prints. */
    List<String> run(String command) throws IOException, InterruptedException {
        return shell.run(JAVA + "karaf/bin/client -h 127.0.0.1 -a " + sshPort + " -u karaf -p karaf '" + command + "'");
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
