package dev.vedette.unix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A shell with mounts and a host name of its own, which it may change without anybody else noticing. */
public final class Namespace implements Closeable {
    private final Process shell;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final Path directory;

    private boolean mounted;
    private int names;

    private Namespace(Process shell, Path directory) {
        this.shell = shell;
        this.directory = directory;
        output = shell.inputReader();
        input = shell.outputWriter();
    }

    /** Empty if the system allows neither root nor everybody to have one. */
    public static Optional<Namespace> open(Path directory) throws IOException {
        for (List<String> options : List.of(List.<String>of(), List.of("--user", "--map-root-user"))) {
            Namespace namespace = start(options, directory);
            if (namespace != null && namespace.succeeds("true")) {
                return Optional.of(namespace);
            }
        }
        return Optional.empty();
    }

    private static Namespace start(List<String> options, Path directory) {
        ProcessBuilder builder = new ProcessBuilder("unshare", "--mount", "--uts");
        builder.command().addAll(options);
        builder.command().addAll(Arrays.asList("sh"));
        try {
            return new Namespace(builder.redirectErrorStream(true).start(), directory);
        } catch (IOException e) {
            return null; // there is no such program
        }
    }

    /** Its table of mounts, which is not that of this process. */
    public Path mounts() {
        return Path.of("/proc/" + shell.pid() + "/mounts");
    }

    /** Changes the table once; returns when that has happened. */
    public void changeMounts() throws IOException {
        run((mounted ? "umount " : "mount -t tmpfs none ") + "'" + directory + "'");
        mounted = !mounted;
    }

    /** Changes its host name; everybody who watches a host name is told. */
    public void changeHostname() throws IOException {
        run("hostname vedette" + names++);
    }

    private void run(String command) throws IOException {
        assertThat(succeeds(command)).as(command).isTrue();
    }

    private boolean succeeds(String command) throws IOException {
        try {
            input.write(command + " > /dev/null 2>&1; echo $?\n");
            input.flush();
        } catch (IOException e) {
            return false; // it was not allowed to start
        }
        return "0".equals(output.readLine());
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
